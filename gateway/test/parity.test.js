// The gateway answers as the REST service does, whichever service it asks, and so does
// the one in Go that it is compared with.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { ask } from './support/client.js';
import { gateway, service } from './support/programs.js';

const scope = { after };
const rest = await service(scope, 'rest');
const grpc = await service(scope, 'grpc');
const gateways = {
  grpc: await gateway(scope, { GRPC_SERVER: grpc.listen }),
  rest: await gateway(scope, { UPSTREAM: 'rest', REST_SERVER: rest.listen }),
  go: await service(scope, 'gateway', { flags: ['--upstream', grpc.listen] }),
};

/** @param {string} query as it stands in the request line @param {Record<string, string>} [headers] */
async function compare(query, headers = {}) {
  const [want, ...got] = await Promise.all([
    ask(rest.listen, `/v1/recommendations?${query}`, { headers }),
    ...Object.values(gateways).map((at) => ask(at.listen, `/recommendations?${query}`, { headers })),
  ]);
  for (const [i, name] of Object.keys(gateways).entries()) {
    const { status, headers, json } = got[i];
    const answer = want.status === 200 ? { status: 'success', recommendations: want.json.recommendations } : want.json;
    assert.deepEqual(
      { status, type: headers['content-type'], json },
      { status: want.status, type: want.headers['content-type'], json: answer },
      `${query}, over ${name}`,
    );
  }
  return want;
}

test('the answer of the article', async () => {
  const { status, json } = await compare('user_id=1&category=MYSTERY&max_results=2');
  assert.equal(status, 200);
  assert.equal(json.recommendations.length, 2);
  assert.deepEqual(Object.keys(json.recommendations[0]), ['id', 'title', 'author', 'rating', 'description']);
});

for (const [query, status] of /** @type {[string, number][]} */ ([
  ['category=ROMANCE', 200],
  ['user_id=&category=NON_FICTION&max_results=', 200],
  ['user_id=%2B007&category=SCIENCE_FICTION&max_results=100', 200],
  ['user_id=-0&category=MYSTERY', 200],
  ['category=MYSTERY&category=nonsense&unknown=1', 200],
  ['&&category=MYSTERY&=&a', 200],
  ['', 400],
  ['category=BOOK_CATEGORY_UNSPECIFIED', 400],
  ['category=mystery', 400],
  ['category=toString', 400],
  ['category=' + 'x'.repeat(41), 400],
  ['category=' + '%E2%82%AC'.repeat(20), 400],
  ['category=%ff%00%0a"', 400],
  ['user_id=-1&max_results=101', 400],
  ['user_id=2147483647&category=MYSTERY', 200],
  ['user_id=2147483648&category=MYSTERY', 400],
  ['user_id=1e3&category=MYSTERY', 400],
  ['user_id=0x10&category=MYSTERY', 400],
  ['user_id=1.0&category=MYSTERY', 400],
  ['user_id=+1&category=MYSTERY', 400],
  ['user_id=' + '9'.repeat(400) + '&category=MYSTERY', 400],
  ['user_id=1&max_results=NaN&category=x', 400],
  ['category=MYSTERY&max_results=-1', 400],
  ['category=MYSTERY&max_results=101', 400],
  ['category=MYSTERY;max_results=1', 400],
  ['category=MYSTERY&max_results=1%', 400],
  ['category=%zz', 400],
  ['%4=1&category=;', 400],
])) {
  test(`?${query.slice(0, 60)} gives ${status}`, async () => assert.equal((await compare(query)).status, status));
}

for (const timeout of ['1h', '+1m30s', '0', '-1s', '1 s', 'soon', '€'.repeat(50), '9999999h']) {
  const header = Buffer.from(timeout).toString('latin1');
  test(`Request-Timeout: ${timeout.slice(0, 40)}`, () => compare('category=MYSTERY', { 'Request-Timeout': header }));
}

for (const [method, path, status, headers] of /** @type {[string, string, number, Record<string, string>?][]} */ ([
  ['GET', '/health', 200],
  ['GET', '/ready', 200],
  ['HEAD', '/recommendations?category=MYSTERY', 200],
  // Their answers have one form, which all get.
  ['GET', '/recommendations?category=MYSTERY', 200, { Accept: 'text/html' }],
  ['GET', '/health', 200, { Accept: 'application/json;q=0' }],
  ['GET', '/nowhere', 404],
  ['GET', '/health/', 404],
  ['POST', '/recommendations', 405],
  ['DELETE', '/ready', 405],
])) {
  test(`${method} ${path}${headers ? `, Accept: ${headers.Accept},` : ''} is the same in Go`, async () => {
    const [node, go] = await Promise.all([gateways.grpc, gateways.go].map(async ({ listen }) => {
      const reply = await ask(listen, path, { method, headers });
      return { status: reply.status, type: reply.headers['content-type'], allow: reply.headers.allow, json: reply.json };
    }));
    assert.equal(node.status, status);
    assert.deepEqual(go, node);
  });
}

test('any other query', async () => {
  const random = seeded(1);
  const pick = (/** @type {string[]} */ list) => list[Math.floor(random() * list.length)];
  const names = ['user_id', 'category', 'max_results', 'max%5fresults', 'x', ''];
  const values = ['1', '0', '-1', '5', '100', '101', '2147483648', 'MYSTERY', 'ROMANCE', 'nope', '', 'a+b', '%20', '%', '%f', '%C3%A9', '%C3', ';', '"', '%5C', '%E2%80%8B', '%F0%9F%98%80'];
  for (let i = 0; i < 200; i++) {
    const parts = Array.from({ length: Math.floor(random() * 5) }, () => pick(names) + pick(['=', '=', '=', '']) + pick(values) + pick(['', '', pick(values)]));
    await compare(parts.join('&'));
  }
});

/** @param {number} seed */
function seeded(seed) {
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
}
