/** Who may do what at the broker. Pure, so that every rule is tested without a connection. */
import type { Right, TokenClaims } from '../../contracts/identity.ts';
import { parseViewTopic, type ViewKind } from '../../contracts/topics.ts';

export type Peer =
  /** A part of this installation, over TCP on the loopback. */
  | { readonly kind: 'part'; readonly publishes: ViewKind }
  /** A browser, over WebSocket. */
  | { readonly kind: 'browser'; readonly claims: TokenClaims };

const KIND_OF_PART: ReadonlyMap<string, ViewKind> = new Map([
  ['iot-bridge', 'alarm'],
  ['case-service', 'case'],
]);

const RIGHT_OF_KIND: Readonly<Record<ViewKind, Right>> = { alarm: 'alarms-read', case: 'cases-read' };

/** The part of that user name, or null when no part is called so. */
export function partNamed(username: string | undefined): Peer | null {
  const publishes = KIND_OF_PART.get(username ?? '');
  return publishes ? { kind: 'part', publishes } : null;
}

export function mayPublish(peer: Peer, topic: string, tenant: string): boolean {
  if (peer.kind === 'browser') return false;
  const view = parseViewTopic(topic);
  return view !== null && view.tenant === tenant && view.kind === peer.publishes;
}

/** The kind that a view filter of the tenant selects; null for every other filter, `$share/…` included. */
function kindOfFilter(filter: string, tenant: string): ViewKind | null {
  // `+` may stand for an area, a department or an id, never for the tenant or the kind; `#` nowhere.
  const match = /^v1\/([^/+#]+)\/view\/(?:\+|[^/+#]+)\/(?:\+|[^/+#]+)\/(alarm|case)\/(?:\+|[^/+#]+)$/.exec(
    filter,
  );
  if (match?.[1] !== tenant) return null;
  return match[2] === 'alarm' ? 'alarm' : 'case';
}

export function maySubscribe(peer: Peer, filter: string, tenant: string): boolean {
  const kind = kindOfFilter(filter, tenant);
  if (kind === null) return false;
  // A part reads back what it has retained, to clear what is no longer true.
  if (peer.kind === 'part') return kind === peer.publishes;
  return peer.claims.rights.includes(RIGHT_OF_KIND[kind]);
}
