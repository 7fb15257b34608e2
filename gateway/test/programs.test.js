// The gateway as a child of another program: what that sees of it, and who ends first.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import test from 'node:test';

import { ask, until } from './support/client.js';
import { SERVER, gateway } from './support/programs.js';

const PROGRAMS = new URL('./support/programs.js', import.meta.url).href;

test('it announces itself as wiretax serve does', async (t) => {
  const { announced, log } = await gateway(t, { UPSTREAM: 'rest', REST_SERVER: '127.0.0.1:9' });
  const { listen, ledger, ...rest } = announced;
  assert.match(listen, /^127\.0\.0\.1:[1-9]\d*$/);
  assert.deepEqual(rest, { service: 'gateway', admin: listen, upstream: 'rest', server: '127.0.0.1:9', tls: false });
  assert.equal((await ask(announced.admin, '/metrics')).status, 200);
  assert.equal(JSON.parse(log[0]).msg, 'serving');
});

test('it ends when nobody reads its log any more', { timeout: 20_000 }, async (t) => {
  const { listen, hangUp, ended } = await gateway(t, { GRPC_SERVER: '127.0.0.1:9', LOG_EVERY: '1' });
  hangUp();
  await ask(listen, '/health').catch(() => {}); // its answer may be cut off
  assert.deepEqual(await ended, { code: 1, signal: null });
});

test('it ends without a word when nobody reads its announcement', { timeout: 20_000 }, async (t) => {
  const child = spawn(process.execPath, [SERVER], { env: { PORT: '0', LOG_LEVEL: 'error' }, stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  let log = '';
  child.stderr.on('data', (text) => (log += text));
  child.stdout.destroy();
  assert.deepEqual([...(await once(child, 'close')), log], [1, null, '']);
});

test('it ends with a test that is killed', async (t) => {
  const code = `import { gateway } from ${JSON.stringify(PROGRAMS)}; console.log((await gateway({ after() {} }, {})).pid);`;
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => killed.kill('SIGKILL'));
  const [pid] = await once(createInterface(killed.stdout), 'line');
  t.after(() => runs(pid) && process.kill(Number(pid), 'SIGKILL'));
  assert.ok(runs(pid), `${pid} does not run`);
  killed.kill('SIGKILL');
  await until(`the end of ${pid}`, async () => !runs(pid));
});

/** @param {string} pid */
function runs(pid) {
  try {
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')); // dead, and maybe never reaped
  } catch {
    return false;
  }
}
