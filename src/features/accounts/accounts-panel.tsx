/** Accounts for the administrator: the list, and in its place one account or the form for a new one. */
import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { AccountSummary } from '../../../contracts/accounts.ts';
import { accountsStore, loadAccounts } from '../../services/accounts.store.ts';
import { FilterField, FilterRows } from '../../ui/parts/filter-list.tsx';
import { Icon } from '../../ui/parts/icon.tsx';
import { EmptyNote } from '../../ui/parts/notes.tsx';
import { useBilingual, useDistrict } from '../../ui/use-store.ts';
import { AccountDetail } from './account-detail.tsx';
import { IssuedPassword } from './issued-password.tsx';
import { NewAccount } from './new-account.tsx';

function useOrganisationText(): (id: string) => string {
  const { organisations } = useDistrict();
  const text = useBilingual();
  return (id) => {
    const found = organisations.find((each) => each.id === id);
    return found ? text(found.name) : id;
  };
}

function Row({ account, onOpen }: { account: AccountSummary; onOpen: () => void }) {
  const { t } = useTranslation();
  const organisation = useOrganisationText();
  return (
    <li>
      <button
        type="button"
        data-row
        className="row row-case"
        data-disabled={account.disabled}
        onClick={onOpen}
      >
        {account.disabled ? <span className="badge">{t('accounts.disabled')}</span> : null}
        <span className="row-main">
          <b>{account.name}</b>
          <span className="row-name">{account.account}</span>
        </span>
        <span className="row-sub">
          <span>{t(`common.role.${account.role}`)}</span>
          <span>{organisation(account.organisation)}</span>
        </span>
      </button>
    </li>
  );
}

interface ListProps {
  readonly onOpen: (account: string) => void;
  readonly onCreate: () => void;
}

function List({ onOpen, onCreate }: ListProps) {
  const { t } = useTranslation();
  const organisation = useOrganisationText();
  const { accounts, failure } = useStore(accountsStore);
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = accounts?.filter((each) =>
    `${each.account} ${each.name} ${t(`common.role.${each.role}`)} ${organisation(each.organisation)}`
      .toLowerCase()
      .includes(wanted),
  );
  return (
    <>
      <div className="panel-tools">
        <div className="tool-line">
          <span className="soft">{t('accounts.count', { count: accounts?.length ?? 0 })}</span>
          <span className="space" />
          <button type="button" className="button button-primary" onClick={onCreate}>
            <Icon name="add" sizePx={16} />
            {t('accounts.create')}
          </button>
        </div>
        <FilterField label={t('accounts.filter')} text={text} onText={setText} />
      </div>
      <div className="scroll">
        <FilterRows
          label={t('accounts.list')}
          rows={shown ?? null}
          failure={failure}
          what={t('accounts.failed.load')}
          onRetry={() => void loadAccounts()}
          empty={
            <EmptyNote icon="person">
              <p>{t('accounts.noMatch')}</p>
            </EmptyNote>
          }
        >
          {(each) => <Row key={each.account} account={each} onOpen={() => onOpen(each.account)} />}
        </FilterRows>
      </div>
    </>
  );
}

export function AccountsPanel() {
  const { accounts, issued } = useStore(accountsStore);
  const [creating, setCreating] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  useEffect(() => void loadAccounts(), []);
  const open = accounts?.find(({ account }) => account === openId);
  const root = useRef<HTMLDivElement>(null);
  const back = (): void => {
    setCreating(false);
    setOpenId(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || (!creating && open === undefined)) return;
    event.preventDefault();
    back();
  };
  return (
    <div className="accounts" ref={root} onKeyDown={onKeyDown}>
      {issued ? (
        <IssuedPassword
          key={issued.password}
          issued={issued}
          onClosed={() => root.current?.querySelector<HTMLElement>('.issued ~ * button')?.focus()}
        />
      ) : null}
      {creating ? (
        <NewAccount onDone={back} />
      ) : open ? (
        <AccountDetail key={open.account} account={open} onBack={back} />
      ) : (
        <List onOpen={setOpenId} onCreate={() => setCreating(true)} />
      )}
    </div>
  );
}
