/** The three doors of the broker: TCP for the parts, WebSocket for browsers, HTTP for control. */
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server as HttpServer, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { WebSocketServer } from 'ws';
import type { PartHealthSchema } from '../../contracts/health.ts';
import type { z } from 'zod';
import { followCertificate, MIN_TLS_VERSION, type TlsMaterial } from '../../gateway/tls/certificate-files.ts';
import { equalSecrets, type Broker } from './broker.ts';
import type { BrokerConfig } from './config.ts';
import { streamOver } from './web-socket-stream.ts';

/** A browser sends its token and a few filters, nothing longer. */
const LARGEST_FRAME_BYTES = 64 * 1024;
const MOST_BROWSERS = 5000;

export interface BrokerListeners {
  readonly ports: { readonly tcp: number; readonly webSocket: number; readonly control: number };
  readonly close: () => Promise<void>;
}

function listen(server: Server | HttpServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address: AddressInfo | string | null = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** A page of another site may open a WebSocket here; its Origin gives it away. Programs send none. */
function isOwnOrigin(request: IncomingMessage, config: BrokerConfig): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || config.allowedOrigins.includes(origin)) return true;
  if (!URL.canParse(origin) || !URL.canParse(`http://${host ?? ''}`)) return false;
  const from = new URL(origin);
  const scheme = config.tls ? 'https:' : 'http:';
  const port = from.port === '' ? (config.tls ? 443 : 80) : Number(from.port);
  const own = new URL(`http://${host ?? ''}`).hostname;
  return from.protocol === scheme && from.hostname === own && port === config.gatewayPort;
}

function secureServer(tls: TlsMaterial, answer: RequestListener): HttpServer {
  const { cert, key } = tls;
  const server = createHttpsServer({ cert, key, minVersion: MIN_TLS_VERSION }, answer);
  followCertificate(server, tls, (line) => void process.stderr.write(`broker: ${line}\n`));
  return server;
}

function webSocketServer({ aedes }: Broker, config: BrokerConfig): HttpServer {
  const answer = (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(426, { upgrade: 'websocket', connection: 'upgrade' }).end();
  };
  const server = config.tls ? secureServer(config.tls, answer) : createHttpServer(answer);
  const sockets = new WebSocketServer({
    server,
    path: '/mqtt',
    maxPayload: LARGEST_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('mqtt') ? 'mqtt' : false),
    verifyClient: ({ req }, done) => {
      if (!isOwnOrigin(req, config)) return done(false, 403, 'foreign origin');
      if (sockets.clients.size >= MOST_BROWSERS) return done(false, 503, 'too many connections');
      done(true);
    },
  });
  sockets.on('connection', (socket, request) => aedes.handle(streamOver(socket), request));
  return server;
}

function controlServer({ aedes, sessions }: Broker, config: BrokerConfig): HttpServer {
  return createHttpServer((request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (request.method === 'GET' && request.url === '/health') {
      const health: z.infer<typeof PartHealthSchema> = {
        status: 'ok',
        detail: `${aedes.connectedClients} connections`,
      };
      return answer(200, health);
    }
    const match = /^\/sessions\/([A-Za-z0-9_-]{1,64})\/close$/.exec(request.url ?? '');
    if (request.method !== 'POST' || !match?.[1]) {
      return answer(404, { code: 'route-unknown', message: 'path: nothing is here' });
    }
    if (!equalSecrets(request.headers.authorization ?? '', `Bearer ${config.serviceToken}`)) {
      return answer(401, { code: 'not-authorised', message: 'authorization: is not the service token' });
    }
    answer(200, { closed: sessions.close(match[1]) });
  });
}

export async function openListeners(broker: Broker, config: BrokerConfig): Promise<BrokerListeners> {
  const tcp = createTcpServer((socket) => {
    socket.setNoDelay(true);
    broker.aedes.handle(socket);
  });
  const webSocket = webSocketServer(broker, config);
  const control = controlServer(broker, config);
  const ports = {
    tcp: await listen(tcp, config.tcpPort, '127.0.0.1'),
    webSocket: await listen(webSocket, config.webSocketPort, config.host),
    control: await listen(control, config.controlPort, '127.0.0.1'),
  };
  return {
    ports,
    close: async () => {
      for (const server of [tcp, webSocket, control]) server.close();
      control.closeAllConnections();
      await new Promise<void>((resolve) => broker.aedes.close(resolve));
      webSocket.closeAllConnections();
    },
  };
}
