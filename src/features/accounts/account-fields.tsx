/** The fields that making and changing an account share. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { RoleSchema, type Role } from '../../../contracts/identity.ts';
import { useBilingual, useDistrict } from '../../ui/use-store.ts';

export interface AccountDraft {
  readonly account: string;
  readonly name: string;
  readonly organisation: string;
  readonly role: Role;
}

interface ItemProps {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | null;
  readonly lack?: string | null;
  readonly children: ReactNode;
}

export function Item({ id, label, hint, lack, children }: ItemProps) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint ? (
        <p className="soft" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {lack ? (
        <p className="field-hint" role="alert">
          {lack}
        </p>
      ) : null}
    </div>
  );
}

interface FieldsProps {
  readonly draft: AccountDraft;
  readonly onChange: (change: Partial<AccountDraft>) => void;
  readonly nameLack: string | null;
  /** why the role cannot be changed here */
  readonly roleFixed?: string | null;
}

export function AccountFields({ draft, onChange, nameLack, roleFixed = null }: FieldsProps) {
  const { t } = useTranslation();
  const text = useBilingual();
  const { organisations } = useDistrict();
  return (
    <>
      <Item id="account-person" label={t('accounts.field.name')} lack={nameLack}>
        <input
          id="account-person"
          className="text-input"
          maxLength={60}
          value={draft.name}
          aria-invalid={nameLack !== null}
          onChange={(event) => onChange({ name: event.target.value })}
        />
      </Item>
      <Item id="account-organisation" label={t('common.organisation')}>
        <select
          id="account-organisation"
          className="text-input"
          value={draft.organisation}
          onChange={(event) => onChange({ organisation: event.target.value })}
        >
          {organisations.map((each) => (
            <option key={each.id} value={each.id}>
              {text(each.name)}
            </option>
          ))}
        </select>
      </Item>
      <Item
        id="account-role"
        label={t('accounts.field.role')}
        hint={roleFixed ?? t(`accounts.roleHint.${draft.role}`)}
      >
        <select
          id="account-role"
          className="text-input"
          value={draft.role}
          disabled={roleFixed !== null}
          aria-describedby="account-role-hint"
          onChange={(event) => onChange({ role: RoleSchema.parse(event.target.value) })}
        >
          {RoleSchema.options.map((role) => (
            <option key={role} value={role}>
              {t(`common.role.${role}`)}
            </option>
          ))}
        </select>
      </Item>
    </>
  );
}
