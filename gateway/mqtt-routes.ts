/** GET /api/mqtt: where a browser listens, with the token that is its MQTT password. */
import type { FastifyInstance } from 'fastify';
import type { MqttAccess, Right } from '../contracts/identity.ts';
import { viewFilter, type ViewKind } from '../contracts/topics.ts';
import type { GatewayContext } from './context.ts';
import { refuse } from './http/refuse.ts';
import { requestHostName } from './http/request-host.ts';

const KIND_RIGHTS: readonly (readonly [ViewKind, Right])[] = [
  ['alarm', 'alarms-read'],
  ['case', 'cases-read'],
];

export function addMqttRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { authenticator, config, district, signToken } = context;
  app.get('/api/mqtt', async (request, reply) => {
    const caller = authenticator.demand(request, reply);
    if (!caller) return reply;
    const hostName = requestHostName(request.raw);
    if (hostName === null) {
      const message = 'host: the Host header is missing or is not a host name';
      return refuse(reply, { status: 400, code: 'host-invalid', message, field: 'host' });
    }
    const tenant = (await district.read()).manifest.id;
    const kinds = KIND_RIGHTS.filter(([, right]) => caller.claims.rights.includes(right));
    const access: MqttAccess = {
      url: `${config.tls ? 'wss' : 'ws'}://${hostName}:${config.mqttPort}/mqtt`,
      username: caller.account.account,
      token: await signToken(caller.claims),
      filters: kinds.map(([kind]) => viewFilter(tenant, kind)),
    };
    return reply.header('cache-control', 'no-store').send(access);
  });
}
