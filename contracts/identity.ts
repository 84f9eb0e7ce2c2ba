/** Who somebody is and may do, as the gateway signs it and every part reads it. */
import { z } from 'zod';

export const RoleSchema = z.enum(['planner', 'inspector', 'duty', 'case-officer', 'administrator']);
export type Role = z.infer<typeof RoleSchema>;

/** What each role may do; the gateway and the parts ask for a right, never for a role. */
export const RightSchema = z.enum([
  'controlled-data', // the mesh and other survey data under control
  'alarms-read',
  'alarms-act',
  'cases-read',
  'cases-write',
  'imagery-read',
  'plans-read',
  'accounts-manage',
]);
export type Right = z.infer<typeof RightSchema>;

export const RIGHTS_OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  planner: ['controlled-data', 'imagery-read', 'plans-read', 'cases-read'],
  inspector: ['controlled-data', 'imagery-read', 'plans-read', 'cases-read', 'cases-write'],
  duty: ['controlled-data', 'imagery-read', 'alarms-read', 'alarms-act', 'cases-read', 'cases-write'],
  'case-officer': ['controlled-data', 'imagery-read', 'alarms-read', 'cases-read', 'cases-write'],
  administrator: [
    'controlled-data',
    'imagery-read',
    'plans-read',
    'alarms-read',
    'alarms-act',
    'cases-read',
    'cases-write',
    'accounts-manage',
  ],
};

/**
 * Claims of the token that the gateway signs (JWT, EdDSA over Ed25519, five minutes, issuer and audience `chengkan`);
 * `sub` is the account id.
 */
export const TokenClaimsSchema = z.object({
  sub: z.string(),
  name: z.string(),
  organisation: z.string(),
  role: RoleSchema,
  rights: z.array(RightSchema),
  session: z.string().describe('id of the browser session, for closing what it opened'),
  sessionExpiresAtUtcMs: z.number(),
});
export type TokenClaims = z.infer<typeof TokenClaimsSchema>;

export const TOKEN_ISSUER = 'chengkan';
export const TOKEN_AUDIENCE = 'chengkan';

/** What GET /api/session answers to a signed-in browser. */
export const SessionSchema = z.object({
  account: z.string(),
  name: z.string(),
  organisation: z.string(),
  role: RoleSchema,
  rights: z.array(RightSchema),
  expiresAtUtcMs: z.number(),
});
export type Session = z.infer<typeof SessionSchema>;

/** What GET /api/mqtt answers: where to listen and as whom. The token is the MQTT password. */
export const MqttAccessSchema = z.object({
  url: z.string(),
  username: z.string(),
  token: z.string(),
  filters: z.array(z.string()).describe('topic filters that the role may subscribe to'),
});
export type MqttAccess = z.infer<typeof MqttAccessSchema>;
