// What the gateway says to whom it cannot serve, and of itself.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import test, { after } from 'node:test';

import { createApp } from '../src/app.js';
import { Drain } from '../src/drain.js';
import { createLog } from '../src/logs.js';
import { Metrics } from '../src/metrics.js';
import { queryReader } from '../src/validate.js';
import { GOOD, ask, series } from './support/client.js';
import { contract } from './support/fake.js';
import { gateway, service } from './support/programs.js';

const scope = { after };
const books = await service(scope, 'grpc');
const { listen, log } = await gateway(scope, { GRPC_SERVER: books.listen, LOG_EVERY: '10' });

for (const [method, path, status, code, detail, allow] of /** @type {[string, string, number, string, RegExp, string?][]} */ ([
  ['GET', '/', 404, 'NOT_FOUND', /^no such path: "\/"$/],
  ['GET', '/Health', 404, 'NOT_FOUND', /^no such path: "\/Health"$/],
  ['GET', '/health/', 404, 'NOT_FOUND', /^no such path: "\/health\/"$/],
  ['GET', '/' + 'x'.repeat(5000), 404, 'NOT_FOUND', /^no such path: "\/x{39}"…$/],
  ['GET', '/%ff%', 404, 'NOT_FOUND', /^no such path: "\/%ff%"$/],
  ['DELETE', '/nowhere', 404, 'NOT_FOUND', /^no such path: "\/nowhere"$/],
  ['POST', '/recommendations', 405, 'UNIMPLEMENTED', /^"POST" is not answered here; use GET, HEAD$/, 'GET, HEAD'],
  ['OPTIONS', '/recommendations', 405, 'UNIMPLEMENTED', /^"OPTIONS" is/, 'GET, HEAD'],
  ['DELETE', '/health', 405, 'UNIMPLEMENTED', /^"DELETE" is/, 'GET, HEAD'],
  ['PUT', '/metrics', 405, 'UNIMPLEMENTED', /^"PUT" is/, 'GET, HEAD'],
])) {
  test(`${method} ${path.slice(0, 40)} is ${status}`, async () => {
    const { status: got, headers, json } = await ask(listen, path, { method });
    assert.deepEqual(
      { status: got, type: headers['content-type'], code: json.code, allow: headers.allow },
      { status, type: 'application/problem+json', code, allow },
    );
    assert.match(json.detail, detail);
  });
}

test('answers carry nothing that nobody asked for', async () => {
  const { status, headers, body } = await ask(listen, GOOD);
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(headers).sort(), ['connection', 'content-length', 'content-type', 'date']);
  const head = await ask(listen, GOOD, { method: 'HEAD' });
  assert.deepEqual({ status: head.status, body: head.body, length: head.headers['content-length'] }, { status: 200, body: '', length: headers['content-length'] });
  assert.ok(body.length > 100);
});

test('a deadline that is none is refused', async () => {
  const { status, json } = await ask(listen, GOOD, { headers: { 'Request-Timeout': 'soon' } });
  assert.equal(status, 400);
  assert.deepEqual({ code: json.code, field: json.field }, { code: 'INVALID_ARGUMENT', field: 'Request-Timeout' });
});

for (const [what, request, status] of /** @type {[string, string, string][]} */ ([
  ['no HTTP', 'hello\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
  ['bytes that no URL has', 'GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
  ['headers without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70 << 10)}`, 'HTTP/1.1 431 Request Header Fields Too Large'],
])) {
  test(`${what} gets a problem and the end of the connection`, async () => {
    const [host, port] = listen.split(':');
    const socket = net.connect(Number(port), host);
    let reply = '';
    socket.setEncoding('utf8').on('data', (text) => (reply += text)).on('error', () => {});
    socket.write(Buffer.from(request, 'latin1'));
    await once(socket, 'close');
    const [head, body] = reply.split('\r\n\r\n');
    assert.ok(head.startsWith(status + '\r\n') && head.includes('application/problem+json') && head.includes('Connection: close'), reply);
    assert.equal(`HTTP/1.1 ${JSON.parse(body).status} ${JSON.parse(body).title}`, status);
  });
}

test('nothing that a caller sends adds a series', async () => {
  const before = [...(await series(listen)).keys()].filter((name) => name.startsWith('wiretax_'));
  await ask(listen, '/nowhere?user_id=7', { method: 'PROPFIND' });
  await ask(listen, '/recommendations?category=%22');
  const after = [...(await series(listen)).keys()].filter((name) => name.startsWith('wiretax_'));
  assert.deepEqual(after, before);
  assert.ok(before.includes('wiretax_gateway_requests_total{operation="Recommend",code="RESOURCE_EXHAUSTED"}'), before.join('\n'));
});

test('requests and questions are counted, and how long they took', async (t) => {
  const counting = await gateway(t, { GRPC_SERVER: books.listen });
  for (const path of [GOOD, GOOD, '/recommendations?category=x', '/health', '/nowhere']) {
    await ask(counting.listen, path);
  }
  const counted = await series(counting.listen);
  for (const [name, want] of /** @type {[string, number][]} */ ([
    ['requests_total{operation="Recommend",code="OK"}', 2],
    ['requests_total{operation="Recommend",code="INVALID_ARGUMENT"}', 1],
    ['requests_total{operation="health",code="OK"}', 1],
    ['requests_total{operation="other",code="NOT_FOUND"}', 1],
    ['requests_total{operation="metrics",code="OK"}', 0],
    ['request_duration_seconds_count{operation="Recommend"}', 3],
    ['requests_in_flight', 1], // this very one
    ['upstream_requests_total{upstream="grpc",code="OK"}', 2],
    ['upstream_duration_seconds_count{upstream="grpc"}', 2],
    ['upstream_requests_in_flight{upstream="grpc"}', 0],
  ])) {
    assert.equal(counted.get(`wiretax_gateway_${name}`), want, name);
  }
  for (const name of ['request_duration_seconds_sum{operation="Recommend"}', 'upstream_duration_seconds_sum{upstream="grpc"}']) {
    assert.ok(/** @type {number} */ (counted.get(`wiretax_gateway_${name}`)) > 0, name);
  }
});

test('one request in ten is logged, without what it asks', async (t) => {
  const logged = await gateway(t, { GRPC_SERVER: books.listen, LOG_EVERY: '10' });
  for (let i = 0; i < 21; i++) {
    await ask(logged.listen, i === 10 ? '/recommendations?user_id=secret' : GOOD);
  }
  logged.signal('SIGTERM');
  await logged.ended;
  const lines = logged.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
  assert.deepEqual(
    lines.map(({ level, service, operation, method, status, code }) => ({ level, service, operation, method, status, code })),
    [[200, 'OK'], [400, 'INVALID_ARGUMENT'], [200, 'OK']].map(([status, code]) => ({ level: 'INFO', service: 'gateway', operation: 'Recommend', method: 'GET', status, code })),
  );
  assert.ok(lines.every(({ seconds, time }) => seconds > 0 && seconds < 10 && !Number.isNaN(Date.parse(time))), logged.log.join('\n'));
  assert.ok(!logged.log.join().includes('secret'));
});

test('a level keeps quieter lines out', () => {
  /** @type {string[]} */
  const lines = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  log.info('quiet');
  log.error('a\nb', { n: 1 });
  assert.equal(lines.length, 1);
  const { time, ...rest } = JSON.parse(lines[0]);
  assert.deepEqual(rest, { level: 'ERROR', msg: 'a\nb', service: 'gateway', n: 1 });
  assert.ok(lines[0].endsWith('}\n'));
});

test('a fault of its own is logged in full and told in short', async (t) => {
  /** @type {string[]} */
  const lines = [];
  const upstream = { recommend: async () => JSON.parse('{secret'), ready: async () => {}, close: () => {} };
  const app = createApp({
    upstream, readQuery: queryReader(contract.categories), deadlineMs: 1000, metrics: new Metrics('grpc'),
    log: createLog('info', { write: (line) => lines.push(line) }), logEvery: 0, drain: new Drain(),
  });
  const server = http.createServer(app).listen(0, '127.0.0.1');
  t.after(() => server.close());
  await once(server, 'listening');
  const { status, body, json } = await ask(`127.0.0.1:${/** @type {any} */ (server.address()).port}`, GOOD);
  assert.deepEqual({ status, code: json.code }, { status: 500, code: 'INTERNAL' });
  assert.ok(!/secret|\.js/.test(body), body);
  assert.equal(lines.length, 1);
  assert.match(JSON.parse(lines[0]).stack, /SyntaxError[^]*edges\.test\.js/);
});

test('nothing of all this was an error of the gateway', () => {
  assert.deepEqual(log.filter((line) => JSON.parse(line).level !== 'INFO'), []);
});
