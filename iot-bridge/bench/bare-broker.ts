/** The peer of the live benches: aedes over TCP and WebSocket with nothing around it. */
import type { Server } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { portOf } from '../device-server.ts';

export interface BareBroker {
  readonly tcpUrl: string;
  readonly wsUrl: string;
  readonly stop: () => Promise<void>;
}

export async function startBareBroker(): Promise<BareBroker> {
  const aedes = await Aedes.createBroker();
  const tcp = createServer((socket) => {
    socket.setNoDelay(true);
    aedes.handle(socket);
  });
  const http: Server = createHttpServer();
  const sockets = new WebSocketServer({
    server: http,
    handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
  });
  sockets.on('connection', (socket) => aedes.handle(createWebSocketStream(socket)));
  await Promise.all(
    [tcp, http].map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))),
  );
  return {
    tcpUrl: `mqtt://127.0.0.1:${portOf(tcp.address())}`,
    wsUrl: `ws://127.0.0.1:${portOf(http.address())}`,
    stop: async () => {
      await new Promise<void>((done) => aedes.close(() => done()));
      tcp.close();
      http.close();
    },
  };
}
