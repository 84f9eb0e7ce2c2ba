/** The parts that `npm start` runs, in the order in which they come up, with the environment of each. */
import { hostname } from 'node:os';
import type { Ports } from './ports.ts';
import type { PartDefinition } from './supervisor.ts';

export interface Installation {
  readonly dataDirectory: string;
  readonly districtDirectory: string;
  readonly host: string;
  readonly ports: Ports;
  readonly serviceToken: string;
  readonly tokenKeys: { readonly publicKeyPath: string; readonly privateKeyPath: string };
  readonly tls: { readonly certificatePath: string; readonly keyPath: string } | null;
  /** where Vite serves the client with hot reload, or null */
  readonly devOrigin: string | null;
}

/** Every port with its host, as `GET /healthz` tells it. */
function listeners({ host, ports, tls }: Installation): Record<string, object> {
  const secure = tls !== null;
  const inner = (port: number, protocol: string): object => ({ host: '127.0.0.1', port, protocol });
  return {
    gateway: { host, port: ports.gateway, protocol: secure ? 'https' : 'http' },
    'mqtt-websocket': { host, port: ports.mqttWebSocket, protocol: secure ? 'wss' : 'ws' },
    jt808: { host, port: ports.jt808, protocol: 'jt808/tcp' },
    broker: inner(ports.broker, 'mqtt'),
    'broker-control': inner(ports.brokerHttp, 'http'),
    'iot-bridge': inner(ports.iotHttp, 'http'),
    'case-service': inner(ports.caseHttp, 'http'),
  };
}

export function partsOf(installation: Installation): readonly PartDefinition[] {
  const { ports, tls, tokenKeys, devOrigin } = installation;
  const common = {
    CHENGKAN_DATA_DIR: installation.dataDirectory,
    CHENGKAN_DISTRICT_DIR: installation.districtDirectory,
    CHENGKAN_HOST: installation.host,
    CHENGKAN_TOKEN_PUBLIC_KEY: tokenKeys.publicKeyPath,
    CHENGKAN_SERVICE_TOKEN: installation.serviceToken,
    MQTT_URL: `mqtt://127.0.0.1:${ports.broker}`,
    CHENGKAN_GATEWAY_PORT: String(ports.gateway),
    CHENGKAN_MQTT_WS_PORT: String(ports.mqttWebSocket),
    CHENGKAN_JT808_PORT: String(ports.jt808),
    CHENGKAN_IOT_HTTP_PORT: String(ports.iotHttp),
    CHENGKAN_CASE_HTTP_PORT: String(ports.caseHttp),
    CHENGKAN_BROKER_PORT: String(ports.broker),
    CHENGKAN_BROKER_HTTP_PORT: String(ports.brokerHttp),
    CHENGKAN_LISTENERS: JSON.stringify(listeners(installation)),
    ...(tls === null ? {} : { CHENGKAN_TLS_CERT: tls.certificatePath, CHENGKAN_TLS_KEY: tls.keyPath }),
    ...(devOrigin === null ? {} : { CHENGKAN_ALLOWED_ORIGINS: devOrigin }),
  };
  const gatewayOnly = { CHENGKAN_TOKEN_PRIVATE_KEY: tokenKeys.privateKeyPath };
  return [
    { name: 'broker', entry: 'stack/embedded-broker', environment: common },
    { name: 'iot-bridge', entry: 'iot-bridge/main', environment: common },
    { name: 'case-service', entry: 'case-service/main', environment: common },
    { name: 'gateway', entry: 'gateway/main', environment: { ...common, ...gatewayOnly } },
  ];
}

/** Plays the covers of the sample district as real TCP clients. */
export function simulatorOf(installation: Installation): PartDefinition {
  return {
    name: 'simulator',
    entry: 'iot-bridge/simulate-main',
    environment: {
      CHENGKAN_DATA_DIR: installation.dataDirectory,
      CHENGKAN_DISTRICT_DIR: installation.districtDirectory,
      CHENGKAN_HOST: installation.host,
      CHENGKAN_JT808_PORT: String(installation.ports.jt808),
    },
  };
}

/** Nobody can open the address that stands for all: there the machine's own name is told. */
const nameOf = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return hostname().toLowerCase();
  return host.includes(':') ? `[${host}]` : host;
};

export const addressOf = ({ host, ports, tls }: Installation): string =>
  `${tls === null ? 'http' : 'https'}://${nameOf(host)}:${ports.gateway}/`;
