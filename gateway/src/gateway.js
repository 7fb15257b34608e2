/** The gateway put together from its settings. */

import http from 'node:http';

import { createApp } from './app.js';
import { ConfigError } from './config.js';
import { Drain } from './drain.js';
import { ledgerOf } from './ledger.js';
import { Metrics } from './metrics.js';
import { OBSERVES } from './observe.js';
import { refuseRequest } from './problem.js';
import { loadContract } from './proto.js';
import { grpcUpstream } from './upstreams/grpc.js';
import { restUpstream } from './upstreams/rest.js';
import { watched } from './upstreams/watched.js';
import { queryReader } from './validate.js';

/** How long requests in progress may go on when the gateway stops, in milliseconds. */
const DRAIN_LIMIT_MS = 10_000;

/** @type {http.ServerOptions} */
const SERVER_OPTIONS = {
  maxHeaderSize: 64 << 10, // as the services have it
  headersTimeout: 10_000, // what a request may take to say what it wants
  requestTimeout: 30_000, // and to arrive as a whole
  // Longer than load balancers keep a connection, so that none sends a request just as it closes.
  keepAliveTimeout: 75_000,
};

/**
 * @typedef {object} Gateway
 * @property {http.Server} server
 * @property {(host: string, port: number) => Promise<string>} listen resolves with host:port
 * @property {import('./ledger.js').Row[]} ledger what it does for a request
 * @property {() => Promise<boolean>} stop resolves when the last request is answered; false
 *   if some took too long and were cut off
 */

/**
 * @param {import('./config.js').Settings} settings
 * @param {import('./logs.js').Log} log
 * @returns {Gateway} that does not listen yet
 * @throws {ConfigError} where the proto files are not those of the service
 */
export function createGateway(settings, log) {
  const { connections, tls, ca, deadlineMs, logEvery } = settings;
  const contract = readContract(settings.protoDir);
  const transport =
    settings.upstream === 'grpc'
      ? grpcUpstream({ contract, address: settings.grpcServer, connections, tls, ca })
      : restUpstream({ address: settings.restServer, connections, tls, ca });
  const metrics = new Metrics(settings.upstream);
  const upstream = watched(transport, metrics, log);
  const drain = new Drain();
  const app = createApp({ upstream, readQuery: queryReader(contract.categories), deadlineMs, metrics, log, logEvery, drain });
  const server = http.createServer(SERVER_OPTIONS, app).on('clientError', refuseRequest);
  const { maxHeaderSize = 0 } = SERVER_OPTIONS;
  return {
    server,
    ledger: ledgerOf({ server, maxHeaderSize, app, upstream: transport, middleware: OBSERVES, logEvery, deadlineMs }),
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => {
          server.off('error', reject);
          resolve(addressOf(server));
        });
      }),
    async stop() {
      const complete = await drain.stop(server, { delayMs: settings.drainDelayMs, limitMs: DRAIN_LIMIT_MS });
      upstream.close();
      return complete;
    },
  };
}

/** @param {string} folder */
function readContract(folder) {
  try {
    return loadContract(folder);
  } catch (cause) {
    throw new ConfigError(`PROTO_DIR=${JSON.stringify(folder)} cannot be used: ${/** @type {Error} */ (cause).message}; use the folder proto of the repository`, { cause });
  }
}

/** @param {http.Server} server */
function addressOf(server) {
  const { address, family, port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
