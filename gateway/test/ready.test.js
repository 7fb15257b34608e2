// Readiness follows the health of the service.

import assert from 'node:assert/strict';
import test from 'node:test';

import { ask, until } from './support/client.js';
import { fakeGRPC, fakeREST } from './support/fake.js';
import { gateway } from './support/programs.js';

for (const [health, want] of /** @type {[string | number, number][]} */ ([
  ['SERVING', 200],
  ['NOT_SERVING', 503],
  ['SERVICE_UNKNOWN', 503],
  ['UNKNOWN', 503],
  [7, 503],
])) {
  test(`a gRPC service whose health is ${health} makes ${want}`, async (t) => {
    /** @type {string[]} */
    const asked = [];
    const server = await fakeGRPC(t, () => {}, ({ request }, callback) => {
      asked.push(request.service);
      callback(null, { status: health });
    });
    const { listen } = await gateway(t, { GRPC_SERVER: server });
    // The service may take too long to say even that, on a busy machine.
    await until('the service is asked', async () => {
      const { status, json } = await ask(listen, '/ready');
      assert.ok(status === 503 ? json.code === 'UNAVAILABLE' : status === want && json.status === 'ready', JSON.stringify(json));
      return asked.length > 0 && status === want;
    });
    assert.equal(asked[0], 'catalog.v1.RecommendationService');
  });
}

test('a gRPC service without health makes 503', async (t) => {
  const { listen, logged } = await gateway(t, { GRPC_SERVER: await fakeGRPC(t, () => {}), LOG_LEVEL: 'debug' });
  assert.equal((await ask(listen, '/ready')).status, 503);
  assert.equal(JSON.parse(await logged('not ready')).code, 'UNIMPLEMENTED');
});

for (const [health, want] of [[200, 200], [503, 503], [404, 503]]) {
  test(`a REST service whose health is ${health} makes ${want}`, async (t) => {
    const server = await fakeREST(t, (req, res) => res.writeHead(req.url === '/healthz' ? health : 500).end());
    const { listen } = await gateway(t, { UPSTREAM: 'rest', REST_SERVER: server });
    await until(`${want}`, async () => (await ask(listen, '/ready')).status === want);
  });
}
