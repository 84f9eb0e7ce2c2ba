/** What the routes of the gateway share. */
import type { CloseAtBroker } from './broker-control.ts';
import type { GatewayConfig } from './config.ts';
import type { DistrictFolder } from './files/district-folder.ts';
import type { AccountStore } from './identity/account-store.ts';
import type { Authenticator } from './identity/authenticate.ts';
import type { SessionStore } from './identity/session-store.ts';
import type { SignInThrottle } from './identity/sign-in-throttle.ts';
import type { TokenSigner } from './identity/token-signer.ts';

export interface GatewayContext {
  readonly config: GatewayConfig;
  readonly accounts: AccountStore;
  readonly sessions: SessionStore;
  readonly throttle: SignInThrottle;
  readonly authenticator: Authenticator;
  readonly signToken: TokenSigner;
  readonly district: DistrictFolder;
  readonly closeAtBroker: CloseAtBroker;
  readonly nowUtcMs: () => number;
}
