import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { readViewAddress, writeViewAddress } from '../../globe/view-address.ts';
import { globe } from '../../ui/globe-link.ts';
import { mapStore, openMap } from '../../ui/map.store.ts';
import { Icon } from '../../ui/parts/icon.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
import { useDistrict } from '../../ui/use-store.ts';
import { addBookmark, bookmarksStore, removeBookmark, type Bookmark } from './bookmarks.store.ts';

function hashNow(): string {
  const { layers, projection, swipe, underground } = mapStore.getState();
  return writeViewAddress('', { view: globe()?.view() ?? null, layers, projection, swipe, underground });
}

function Item({ bookmark }: { bookmark: Bookmark }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const [shared, setShared] = useState<'no' | 'copied' | 'by-hand'>('no');
  const { name } = bookmark;
  const link = `${location.origin}${location.pathname}${bookmark.hash}`;
  const open = (): void => {
    const address = readViewAddress(bookmark.hash);
    openMap(district, address);
    if (address.view !== null) globe()?.flyToView(address.view);
  };
  const share = (): void => {
    navigator.clipboard.writeText(link).then(
      () => setShared('copied'),
      () => setShared('by-hand'),
    );
  };
  return (
    <li className="result">
      <div className="tool-line">
        <button
          type="button"
          className="row-small"
          aria-label={t('planning.bookmarks.open', { name })}
          onClick={open}
        >
          <b>{name}</b>
        </button>
        <button
          type="button"
          className="button-bare"
          aria-label={t('planning.bookmarks.share', { name })}
          title={t('planning.bookmarks.share', { name })}
          onClick={share}
        >
          <Icon name="link" sizePx={16} />
        </button>
        <button
          type="button"
          className="button-bare"
          aria-label={t('planning.bookmarks.removeOne', { name })}
          title={t('planning.bookmarks.removeOne', { name })}
          onClick={() => removeBookmark(bookmark.id)}
        >
          <Icon name="remove" sizePx={16} />
        </button>
      </div>
      {shared === 'copied' ? (
        <p className="soft" role="status">
          {t('planning.bookmarks.shared')}
        </p>
      ) : null}
      {shared === 'by-hand' ? (
        <p role="status">
          {t('planning.bookmarks.shareFailed')} <code className="raw">{link}</code>
        </p>
      ) : null}
    </li>
  );
}

export function BookmarksTab() {
  const { t } = useTranslation();
  const { bookmarks, kept } = useStore(bookmarksStore);
  const [name, setName] = useState('');
  return (
    <>
      <p className="soft">{t('planning.bookmarks.lead')}</p>
      <form
        className="inline-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() === '') return;
          addBookmark(name.trim(), hashNow());
          setName('');
        }}
      >
        <input
          className="text-input"
          aria-label={t('planning.bookmarks.name')}
          placeholder={t('planning.bookmarks.example')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <button type="submit" className="button button-primary" disabled={name.trim() === ''}>
          {t('planning.bookmarks.add')}
        </button>
      </form>
      {kept ? null : <p className="note note-error">{t('planning.bookmarks.unsaved')}</p>}
      {bookmarks.length === 0 ? (
        <EmptyNote icon="target">
          <p>{t('planning.bookmarks.none')}</p>
        </EmptyNote>
      ) : null}
      <ul className="plain-list">
        {bookmarks.map((bookmark) => (
          <Item key={bookmark.id} bookmark={bookmark} />
        ))}
      </ul>
    </>
  );
}
