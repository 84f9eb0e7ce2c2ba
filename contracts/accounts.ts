/** Bodies of /api/session and /api/accounts: who may sign in, and how an administrator manages them. */
import { z } from 'zod';
import { RoleSchema } from './identity.ts';

/** Lower case, so that two accounts never differ by case alone; it is also the `sub` of tokens. */
const AccountNameSchema = z.string().regex(/^[a-z][a-z0-9-]{1,38}$/);

/** Body of POST /api/session. */
export const SignInSchema = z.object({
  account: z.string().min(1).max(64),
  password: z.string().min(1).max(200),
});

const NewPasswordSchema = z.string().min(10).max(200);

/** Body of POST /api/session/password. */
export const ChangePasswordSchema = z.object({
  currentPassword: z.string().min(1).max(200),
  newPassword: NewPasswordSchema,
});

/** One account as GET /api/accounts lists it. */
export const AccountSummarySchema = z.object({
  account: AccountNameSchema,
  name: z.string().trim().min(1).max(60),
  organisation: z.string(),
  role: RoleSchema,
  disabled: z.boolean(),
});
export type AccountSummary = z.infer<typeof AccountSummarySchema>;

/** Body of POST /api/accounts. */
export const CreateAccountSchema = AccountSummarySchema.omit({ disabled: true });

/** Body of PATCH /api/accounts/:account. */
export const ChangeAccountSchema = AccountSummarySchema.omit({ account: true }).partial();

/** Answer of GET /api/accounts. */
export const AccountListSchema = z.object({ accounts: z.array(AccountSummarySchema) });

export const AccountParametersSchema = z.object({ account: z.string() });

/** Answer of POST /api/accounts and POST /api/accounts/:account/password; the password is shown this once. */
export const IssuedPasswordSchema = z.object({ account: z.string(), password: z.string() });
export type IssuedPassword = z.infer<typeof IssuedPasswordSchema>;
