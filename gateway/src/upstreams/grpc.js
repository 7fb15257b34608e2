/** The gRPC service as an upstream. */

import grpc from '@grpc/grpc-js';

import { moduleOf, period } from '../ledger.js';
import { Status, codeOfNumber } from '../status.js';
import { shortest } from './float32.js';
import { MAX_ANSWER_BYTES, publicFields } from './upstream.js';

/** @typedef {import('./upstream.js').Call} Call */

const CHANNEL_OPTIONS = {
  // Without this all channels to one address share one connection.
  'grpc.use_local_subchannel_pool': 1,
  // It is not read, and it does not notice that cancelled streams have ended.
  'grpc.enable_channelz': 0,
  'grpc.max_receive_message_length': MAX_ANSWER_BYTES,
  // A machine that has crashed sends no FIN: TCP would notice after a quarter of an hour. Pings
  // are sent only while calls are in progress, and less often than the service allows, which
  // would close the connection otherwise.
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5000,
  // A service that restarts is back within a second or so. By default the library reconnects
  // after one second, and later every two minutes: callers would be refused long after it is
  // back. One attempt a second on each connection does no harm.
  'grpc.initial_reconnect_backoff_ms': 50,
  'grpc.max_reconnect_backoff_ms': 1000,
  // In a container it comes back under another address; the default keeps the old for 30 s.
  'grpc.dns_min_time_between_resolutions_ms': 1000,
  // Only this file says how the service is called: no retry policy from a TXT record, no proxy
  // from the environment. The library still retries calls that the service never saw, as when it
  // closes an old connection.
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_http_proxy': 0,
};

/**
 * @param {object} options
 * @param {import('../proto.js').Contract} options.contract
 * @param {string} options.address host:port
 * @param {number} options.connections each is one HTTP/2 connection; calls take turns
 * @param {boolean} options.tls
 * @param {Buffer} [options.ca]
 * @returns {import('./upstream.js').Upstream}
 */
export function grpcUpstream({ contract, address, connections, tls, ca }) {
  const credentials = tls ? grpc.credentials.createSsl(ca) : grpc.credentials.createInsecure();
  const clients = Array.from({ length: connections }, () => new contract.Recommendations(address, credentials, CHANNEL_OPTIONS));
  const { Recommend } = contract.Recommendations.service;
  const next = turns(clients);
  const [pingAfter, pingTime] = [CHANNEL_OPTIONS['grpc.keepalive_time_ms'], CHANNEL_OPTIONS['grpc.keepalive_timeout_ms']];
  return {
    does:
      `the service by gRPC: ${moduleOf('@grpc/grpc-js')}, ${moduleOf('@grpc/proto-loader')}, protobuf, ${tls ? 'TLS' : 'plaintext'}, ` +
      `over ${connections} connection${connections === 1 ? '' : 's'}, retried only where the service never saw a call; ` +
      `a ping after ${period(pingAfter)} of silence, ${period(pingTime)} to answer it`,
    async recommend(query, call) {
      const answer = await unary(next(), Recommend, query, call);
      return answer.recommendations.map((/** @type {any} */ book) => publicFields({ ...book, rating: shortest(book.rating) }));
    },
    async ready(call) {
      const { status } = await unary(next(), contract.healthCheck, { service: contract.service }, call);
      if (status !== 'SERVING') {
        throw new Status('UNAVAILABLE', `the health of ${contract.service} is ${status}`);
      }
    },
    close: () => clients.forEach((client) => client.close()),
  };
}

/**
 * Returns the clients in turn, and skips those that cannot connect while others may: after a
 * restart the first one that is connected is used at once.
 * @param {grpc.Client[]} clients
 */
function turns(clients) {
  let turn = 0;
  return () => {
    for (let tries = 1; tries < clients.length; tries++) {
      const client = clients[turn++ % clients.length];
      if (client.getChannel().getConnectivityState(false) !== grpc.connectivityState.TRANSIENT_FAILURE) {
        return client;
      }
    }
    return clients[turn++ % clients.length];
  };
}

/**
 * @param {grpc.Client} client
 * @param {grpc.MethodDefinition<any, any>} method
 * @param {object} request
 * @param {Call} call
 * @returns {Promise<any>}
 */
function unary(client, method, request, { deadline, signal }) {
  return new Promise((resolve, reject) => {
    const { path, requestSerialize, responseDeserialize } = method;
    const call = client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, { deadline }, (error, answer) => {
      signal.removeEventListener('abort', cancel);
      return error ? reject(statusOf(error)) : resolve(answer);
    });
    const cancel = () => call.cancel();
    signal.addEventListener('abort', cancel);
  });
}

/**
 * The services' messages about arguments begin with the name of the field.
 * @param {grpc.ServiceError} error
 */
function statusOf({ code, details }) {
  const name = codeOfNumber(code);
  return new Status(name, details, name === 'INVALID_ARGUMENT' ? /^(\w+): /.exec(details)?.[1] : undefined);
}
