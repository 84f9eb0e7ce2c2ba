/**
 * Where the client with hot reload stands: loopback alone, by the name that is printed (`localhost` may be another
 * address), ten ports above the web address and so clear of the three public ones.
 */
export const devOriginOf = (gatewayPort: number): string => `http://127.0.0.1:${gatewayPort + 10}`;
