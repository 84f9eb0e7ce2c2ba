/** Filing a case. What is typed lives in the draft store: an error, another workspace or a lost session keeps it. */
import { Button, Input, Select } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CaseKindSchema } from '../../../contracts/case.ts';
import { fileCase } from '../../services/cases.store.ts';
import type { HttpFailure } from '../../services/http.ts';
import { loadRegister } from '../../services/registers.store.ts';
import { changeDraft, departmentFor, discardDraft, type CaseDraft } from '../../ui/case-draft.store.ts';
import { areaAt } from '../../ui/area-at.ts';
import { askForPlace } from '../../ui/map.store.ts';
import { Icon } from '../../ui/parts/icon.tsx';
import { ErrorNote } from '../../ui/parts/notes.tsx';
import { select } from '../../ui/selection.store.ts';
import { useBilingual, useDistrict, useMap, useRegisters } from '../../ui/use-store.ts';
import { orthometricFromEllipsoidal } from '../../../geodesy/geoid.ts';

type Lack = 'needTitle' | 'needPosition' | 'needArea' | 'needDepartment';

function lacksOf(draft: CaseDraft): Lack[] {
  const lacks: Lack[] = [];
  if (draft.title.trim() === '') lacks.push('needTitle');
  if (draft.longitudeDeg === null || draft.latitudeDeg === null) lacks.push('needPosition');
  if (draft.area === null) lacks.push('needArea');
  if (draft.department === null) lacks.push('needDepartment');
  return lacks;
}

function Item({
  id,
  label,
  lack,
  children,
}: {
  id: string;
  label: string;
  lack?: string | null;
  children: ReactNode;
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {lack ? (
        <p className="field-hint" role="alert">
          {lack}
        </p>
      ) : null}
    </div>
  );
}

function PositionItem({ draft, lack }: { draft: CaseDraft; lack: string | null }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const areas = useRegisters((state) => state.entries.areas);
  const picking = useMap((state) => state.placing !== null);
  const pick = (): void =>
    askForPlace(t('cases.form.picking'), (position) => {
      const area = areaAt(areas ?? [], position);
      changeDraft({
        longitudeDeg: position.longitudeDeg,
        latitudeDeg: position.latitudeDeg,
        orthometricHeightM: orthometricFromEllipsoidal(
          position.ellipsoidalHeightM,
          district.geoid.geoidUndulationM,
        ),
        ...(area === null ? {} : { area }),
      });
    });
  const placed = draft.longitudeDeg !== null && draft.latitudeDeg !== null;
  return (
    <Item id="case-position" label={t('cases.form.position')} lack={lack}>
      <p className={placed ? 'numbers' : 'soft'}>
        {draft.longitudeDeg !== null && draft.latitudeDeg !== null
          ? `${draft.longitudeDeg.toFixed(6)}°, ${draft.latitudeDeg.toFixed(6)}° · CGCS2000`
          : t('cases.form.noPosition')}
        {draft.orthometricHeightM === null ? null : (
          <>
            <br />
            {t('cases.form.height', { value: draft.orthometricHeightM.toFixed(1) })}
          </>
        )}
      </p>
      <Button
        id="case-position"
        onClick={pick}
        icon={<Icon name="target" sizePx={16} />}
        aria-pressed={picking}
      >
        {t(picking ? 'cases.form.picking' : placed ? 'cases.form.repick' : 'cases.form.pick')}
      </Button>
    </Item>
  );
}

function useSubmit(draft: CaseDraft) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<HttpFailure | null>(null);
  const [lacks, setLacks] = useState<readonly Lack[]>([]);
  const submit = async (): Promise<void> => {
    const missing = lacksOf(draft);
    setLacks(missing);
    const { longitudeDeg, latitudeDeg, area, department } = draft;
    if (longitudeDeg === null || latitudeDeg === null || area === null || department === null) return;
    if (missing.length > 0) return;
    setBusy(true);
    setFailure(null);
    const answer = await fileCase({
      clientRequestId: draft.clientRequestId,
      kind: draft.kind,
      title: draft.title.trim(),
      description: draft.description,
      position: { crs: 'cgcs2000', longitudeDeg, latitudeDeg },
      orthometricHeightM: draft.orthometricHeightM,
      area,
      department,
      alarmId: draft.alarmId,
      occurredAtUtcMs: draft.occurredAtUtcMs,
    });
    setBusy(false);
    if (!answer.ok) {
      setFailure(answer.error);
      return;
    }
    discardDraft();
    select({ kind: 'case', id: answer.value.id });
  };
  return { busy, failure, lacks, submit };
}

function ChoiceItems({ draft, lack }: { draft: CaseDraft; lack: (name: Lack) => string | null }) {
  const { t } = useTranslation();
  const district = useDistrict();
  const text = useBilingual();
  const areas = useRegisters((state) => state.entries.areas) ?? [];
  const streets = areas.filter(({ level }) => level === 'street');
  const takers = district.organisations.filter(({ kind }) => kind === 'department');
  return (
    <>
      <Item id="case-area" label={t('cases.form.area')} lack={lack('needArea')}>
        <Select
          id="case-area"
          value={draft.area}
          onChange={(area) => changeDraft({ area })}
          options={(streets.length > 0 ? streets : areas).map((area) => ({
            value: area.id,
            label: text(area.name),
          }))}
        />
      </Item>
      <Item id="case-department" label={t('cases.form.department')} lack={lack('needDepartment')}>
        <Select
          id="case-department"
          value={draft.department}
          onChange={(department) => changeDraft({ department })}
          options={takers.map((each) => ({ value: each.id, label: text(each.name) }))}
        />
      </Item>
    </>
  );
}

export function CaseForm({ draft }: { draft: CaseDraft }) {
  const { t } = useTranslation();
  const district = useDistrict();
  useEffect(() => void loadRegister(district, 'areas'), [district]);
  const { busy, failure, lacks, submit } = useSubmit(draft);
  const lack = (name: Lack): string | null =>
    lacks.includes(name) && lacksOf(draft).includes(name) ? t(`cases.form.${name}`) : null;
  return (
    <form
      className="case-form scroll"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit();
      }}
    >
      <h3>{t('cases.form.title')}</h3>
      <Item id="case-kind" label={t('cases.form.kind')}>
        <Select
          id="case-kind"
          value={draft.kind}
          onChange={(kind) => changeDraft({ kind, department: departmentFor(kind) })}
          options={CaseKindSchema.options.map((kind) => ({ value: kind, label: t(`cases.kind.${kind}`) }))}
        />
      </Item>
      <Item id="case-title" label={t('cases.form.caseTitle')} lack={lack('needTitle')}>
        <Input
          id="case-title"
          maxLength={120}
          value={draft.title}
          placeholder={t('cases.form.titlePlaceholder')}
          onChange={(event) => changeDraft({ title: event.target.value })}
        />
      </Item>
      <PositionItem draft={draft} lack={lack('needPosition')} />
      <ChoiceItems draft={draft} lack={lack} />
      <Item id="case-description" label={t('cases.form.description')}>
        <Input.TextArea
          id="case-description"
          rows={4}
          maxLength={4000}
          value={draft.description}
          placeholder={t('cases.form.descriptionPlaceholder')}
          onChange={(event) => changeDraft({ description: event.target.value })}
        />
      </Item>
      {draft.alarmId === null ? null : (
        <Item id="case-alarm" label={t('cases.form.alarm')}>
          <p className="numbers">{draft.alarmId}</p>
          <Button id="case-alarm" size="small" onClick={() => changeDraft({ alarmId: null })}>
            {t('cases.form.unlink')}
          </Button>
        </Item>
      )}
      {failure ? <ErrorNote what={t('errors.what.fileCase')} failure={failure} /> : null}
      <div className="form-actions">
        <Button type="primary" htmlType="submit" loading={busy}>
          {t(busy ? 'cases.form.submitting' : 'cases.form.submit')}
        </Button>
        <Button onClick={discardDraft}>{t('cases.form.discard')}</Button>
      </div>
      <p className="small-print">{t('cases.form.keep')}</p>
    </form>
  );
}
