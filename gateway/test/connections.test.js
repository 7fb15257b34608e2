// Connections stay open, to callers and to the service, and both ways inside have as many.

import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';

import { GOOD, ask } from './support/client.js';
import { fakeGRPC, fakeREST } from './support/fake.js';
import { gateway } from './support/programs.js';

for (const [stack, connections] of /** @type {const} */ ([['grpc', 4], ['rest', 4], ['grpc', 1], ['rest', 1]])) {
  test(`${connections} to ${stack}`, async (t) => {
    /** @type {Set<string>} */
    const peers = new Set();
    const server =
      stack === 'grpc'
        ? await fakeGRPC(t, (call, callback) => {
            peers.add(call.getPeer());
            callback(null, { recommendations: [] });
          })
        : await fakeREST(t, (req, res) => {
            peers.add(`${req.socket.remoteAddress}:${req.socket.remotePort}`);
            res.setHeader('Content-Type', 'application/json');
            res.end('{"recommendations":[]}');
          });
    const { listen } = await gateway(t, {
      UPSTREAM: stack, [stack === 'grpc' ? 'GRPC_SERVER' : 'REST_SERVER']: server, UPSTREAM_CONNECTIONS: String(connections),
    });
    for (let round = 0; round < 5; round++) {
      const replies = await Promise.all(Array.from({ length: 20 }, () => ask(listen, GOOD)));
      assert.ok(replies.every(({ status }) => status === 200), JSON.stringify(replies.find(({ status }) => status !== 200)));
    }
    assert.equal(peers.size, connections, [...peers].join(', '));
  });
}

test('a caller keeps its connection, after errors too', async (t) => {
  const { listen } = await gateway(t, { GRPC_SERVER: await fakeGRPC(t, (_, callback) => callback(null, { recommendations: [] })) });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  /** @type {Set<unknown>} */
  const sockets = new Set();
  agent.on('free', (socket) => sockets.add(socket));
  for (const [path, want] of /** @type {[string, number][]} */ ([[GOOD, 200], ['/recommendations', 400], ['/nowhere', 404], ['/health', 200]])) {
    const { status, headers } = await ask(listen, path, { agent });
    assert.deepEqual({ status, connection: headers.connection }, { status: want, connection: 'keep-alive' }, path);
  }
  assert.equal(sockets.size, 1);
});
