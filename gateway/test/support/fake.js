/** Services whose answers a test chooses. */

import { once } from 'node:events';
import http from 'node:http';

import grpc from '@grpc/grpc-js';

import { settings } from '../../src/config.js';
import { loadContract } from '../../src/proto.js';

/** @typedef {(call: any, callback: (error: any, answer?: any) => void) => void} Handler */

export const contract = loadContract(settings({}).protoDir);

/**
 * @param {import('./programs.js').Scope} scope
 * @param {Handler} recommend
 * @param {Handler} [check] what it answers of its health; without, it has none
 * @returns {Promise<string>} host:port
 */
export async function fakeGRPC(scope, recommend, check) {
  const server = new grpc.Server();
  server.addService(contract.Recommendations.service, { Recommend: recommend });
  if (check) {
    server.addService({ Check: contract.healthCheck }, { Check: check });
  }
  scope.after(() => server.forceShutdown());
  const port = await new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port)));
  });
  return `127.0.0.1:${port}`;
}

/**
 * @param {import('./programs.js').Scope} scope
 * @param {http.RequestListener} listener
 * @returns {Promise<string>} host:port
 */
export async function fakeREST(scope, listener) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  scope.after(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `127.0.0.1:${/** @type {any} */ (server.address()).port}`;
}
