// TLS to the service, with an authority of our own.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { GOOD, ask, until } from './support/client.js';
import { gateway, service } from './support/programs.js';

const folder = mkdtempSync(join(tmpdir(), 'wiretax-gateway-'));
after(() => rmSync(folder, { recursive: true }));
const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
execFileSync('go', ['run', join(goroot, 'src/crypto/tls/generate_cert.go'), '-host', 'localhost', '-ecdsa-curve', 'P256', '-ca'], { cwd: folder, stdio: 'pipe' });
const certificate = join(folder, 'cert.pem');
const flags = ['--tls-cert', certificate, '--tls-key', join(folder, 'key.pem')];

for (const stack of /** @type {const} */ (['grpc', 'rest'])) {
  const name = stack === 'grpc' ? 'GRPC_SERVER' : 'REST_SERVER';
  test(`TLS to the ${stack} service`, async (t) => {
    const books = await service(t, stack, { flags });
    const port = books.listen.split(':')[1];
    for (const [what, env, works] of /** @type {[string, Record<string, string>, boolean][]} */ ([
      ['its authority is known', { UPSTREAM_TLS: 'true', UPSTREAM_CA: certificate, [name]: `localhost:${port}` }, true],
      ['it has another name', { UPSTREAM_TLS: 'true', UPSTREAM_CA: certificate, [name]: `127.0.0.1:${port}` }, false],
      ['its authority is not known', { UPSTREAM_TLS: 'true', [name]: `localhost:${port}` }, false],
      ['nobody speaks TLS to it', { [name]: `localhost:${port}` }, false],
    ])) {
      const { listen, announced, log } = await gateway(t, { UPSTREAM: stack, ...env });
      assert.equal(announced.tls, 'UPSTREAM_TLS' in env);
      const { status, body } = await ask(listen, GOOD);
      assert.equal(status === 200, works, `${what}: ${status} ${body}\n${log.join('\n')}`);
      assert.equal(status === 502 || status === 503, !works, `${what}: ${status} ${body}`);
      await until(`readiness where ${what}`, async () => (await ask(listen, '/ready')).status === (works ? 200 : 503));
      assert.equal(log.some((line) => line.includes('upstream fails')), !works, `${what}: ${log.join('\n')}`);
    }
  });
}
