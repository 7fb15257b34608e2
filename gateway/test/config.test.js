import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { rootCertificates } from 'node:tls';

import { SERVICE_PROTO, VARIABLES, settings } from '../src/config.js';
import { SERVER } from './support/programs.js';

const folder = mkdtempSync(join(tmpdir(), 'wiretax-gateway-'));
test.after(() => rmSync(folder, { recursive: true }));
const pem = join(folder, 'ca.pem');
writeFileSync(pem, rootCertificates[0]);
const noPem = join(folder, 'words.pem');
writeFileSync(noPem, '-----BEGIN CERTIFICATE-----\nwords\n-----END CERTIFICATE-----\n');
const broken = join(folder, 'proto');
mkdirSync(join(broken, 'catalog/v1'), { recursive: true });
writeFileSync(join(broken, SERVICE_PROTO), 'syntax = "proto3"; import "catalog/v1/book.proto";');

test('no variable is needed', () => {
  const { protoDir, ...rest } = settings({});
  assert.match(protoDir, /proto$/);
  assert.deepEqual(rest, {
    upstream: 'grpc', grpcServer: 'localhost:50051', restServer: 'localhost:8080', tls: false, ca: undefined,
    connections: 1, host: '127.0.0.1', port: 3000, deadlineMs: 2000, drainDelayMs: 0, logLevel: 'info', logEvery: 0,
  });
});

for (const [name, value, key, want] of /** @type {const} */ ([
  ['UPSTREAM', 'rest', 'upstream', 'rest'],
  ['GRPC_SERVER', 'books:1', 'grpcServer', 'books:1'],
  ['REST_SERVER', '[::1]:8080', 'restServer', '[::1]:8080'],
  ['UPSTREAM_TLS', 'true', 'tls', true],
  ['UPSTREAM_CONNECTIONS', '1000', 'connections', 1000],
  ['UPSTREAM', 'rest', 'connections', 16],
  ['HOST', '0.0.0.0', 'host', '0.0.0.0'],
  ['PORT', '0', 'port', 0],
  ['PORT', '', 'port', 3000],
  ['DEADLINE_MS', '1', 'deadlineMs', 1],
  ['DRAIN_DELAY_MS', '500', 'drainDelayMs', 500],
  ['LOG_LEVEL', 'debug', 'logLevel', 'debug'],
  ['LOG_EVERY', '100', 'logEvery', 100],
])) {
  test(`${name}=${value} is taken`, () => assert.equal(settings({ [name]: value })[key], want));
}

for (const [env, want] of /** @type {[Record<string, string>, string][]} */ ([
  [{ UPSTREAM: 'soap' }, 'UPSTREAM="soap" is not among the choices; use grpc or rest'],
  [{ GRPC_SERVER: 'localhost' }, 'GRPC_SERVER="localhost" is no address; use host:port, such as localhost:50051'],
  [{ GRPC_SERVER: 'http://a:1' }, 'GRPC_SERVER="http://a:1" is no address; use host:port, such as localhost:50051'],
  [{ REST_SERVER: 'a:70000' }, 'REST_SERVER="a:70000" is no address; use host:port, such as localhost:50051'],
  [{ UPSTREAM_TLS: 'yes' }, 'UPSTREAM_TLS="yes" is not among the choices; use true or false'],
  [{ UPSTREAM_CA: '/no/such' }, 'UPSTREAM_CA="/no/such" holds no certificate (ENOENT); use a PEM file of certificates'],
  [{ UPSTREAM_CA: noPem }, `UPSTREAM_CA="${noPem}" holds no certificate (ERR_OSSL_PEM_BAD_BASE64_DECODE); use a PEM file of certificates`],
  [{ UPSTREAM_CA: pem }, `UPSTREAM_CA="${pem}" is of no use without TLS; set UPSTREAM_TLS=true too`],
  [{ UPSTREAM_CONNECTIONS: '0' }, 'UPSTREAM_CONNECTIONS="0" is no whole number from 1 to 1000; use one'],
  [{ PORT: '65536' }, 'PORT="65536" is no whole number from 0 to 65535; use one'],
  [{ PORT: '3e3' }, 'PORT="3e3" is no whole number from 0 to 65535; use one'],
  [{ PROTO_DIR: folder }, `PROTO_DIR="${folder}" has no catalog/v1/recommendation_service.proto; use the folder proto of the repository`],
  [{ DEADLINE_MS: '-1' }, 'DEADLINE_MS="-1" is no whole number from 1 to 600000; use one'],
  [{ LOG_LEVEL: 'INFO' }, 'LOG_LEVEL="INFO" is not among the choices; use debug, info, warn or error'],
  [{ LOG_EVERY: 'a\nb' }, 'LOG_EVERY="a\\nb" is no whole number from 0 to 1000000000; use one'],
])) {
  test(`${JSON.stringify(env)} is refused`, () => assert.throws(() => settings(env), { message: want }));
}

for (const [name, env, want] of /** @type {[string, Record<string, string>, RegExp][]} */ ([
  ['a wrong value', { DEADLINE_MS: 'soon' }, /^wiretax-gateway: DEADLINE_MS="soon" is no whole number .*\n$/],
  ['a folder of other proto files', { PROTO_DIR: broken }, /^wiretax-gateway: PROTO_DIR=".*" cannot be used: .*book\.proto.*; use the folder proto of the repository\n$/],
  ['a host that is not ours', { HOST: '192.0.2.1', PORT: '0' }, /^wiretax-gateway: PORT="0" cannot be listened on at 192\.0\.2\.1:0 \(EADDRNOTAVAIL\); choose another.*\n$/],
])) {
  test(`${name} ends the program with one line`, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [SERVER], { env, encoding: 'utf8', timeout: 20_000 });
    assert.deepEqual({ status, stdout }, { status: 2, stdout: '' });
    assert.match(stderr, want);
  });
}

test('the README lists every variable with its default', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$/gm)].map(([, ...columns]) => columns);
  const wanted = Object.entries(VARIABLES).map(([name, { byDefault, meaning }]) => [name, name === 'PROTO_DIR' ? '../proto' : byDefault, meaning]);
  assert.deepEqual(listed, wanted);
});
