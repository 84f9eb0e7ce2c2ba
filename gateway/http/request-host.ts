/** The name in the Host header by which a browser reached us, checked before it goes into a header or a URL. */
import type { IncomingMessage } from 'node:http';

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?$/i;

/** Host name without port, IPv6 in brackets; null when the header is missing or malformed. */
export function requestHostName(request: Pick<IncomingMessage, 'headers'>): string | null {
  const match = HOST.exec(request.headers.host ?? '');
  return match?.[1]?.toLowerCase() ?? null;
}
