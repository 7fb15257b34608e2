/**
 * The programs under test as child processes: each serves on a free port that it announces,
 * and is gone when the test is, however that ends.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { until } from './client.js';

export const WIRETAX = fileURLToPath(new URL('../tmp/wiretax', import.meta.url));
export const SERVER = fileURLToPath(new URL('../../src/server.js', import.meta.url));

/**
 * @typedef {object} Program
 * @property {number} pid
 * @property {any} announced the line of JSON that it printed
 * @property {string} listen its address
 * @property {string[]} log the lines of its stderr so far
 * @property {(wanted: string) => Promise<string>} logged resolves with the first line that
 *   holds these words, and rejects where none comes in ten seconds
 * @property {(signal: NodeJS.Signals) => void} signal
 * @property {() => Promise<void>} freeze stops the process in the middle; SIGCONT thaws it
 * @property {() => void} hangUp reads nothing more of its stderr
 * @property {(question: string) => Promise<any>} ask what a preloaded module answers
 * @property {Promise<{ code: number | null, signal: string | null }>} ended
 */

/** @typedef {{ after(f: () => unknown): void }} Scope a test, or the module node:test for a file */

/**
 * @param {Scope} scope
 * @param {'grpc' | 'rest' | 'gateway'} stack
 * @param {{ listen?: string, flags?: string[] }} [options]
 */
export function service(scope, stack, { listen = '127.0.0.1:0', flags = [] } = {}) {
  assert.ok(existsSync(WIRETAX), `${WIRETAX} is not built; run npm test, which builds it`);
  return start(scope, WIRETAX, ['serve', stack, '--listen', listen, '--admin', '127.0.0.1:0', ...flags], {});
}

/**
 * Its deadline is long by default, lest a busy machine lets a test fail.
 * @param {Scope} scope
 * @param {Record<string, string>} env
 * @param {string[]} [flags] of node
 */
export function gateway(scope, env, flags = []) {
  return start(scope, process.execPath, [...flags, SERVER], { PORT: '0', DEADLINE_MS: '30000', ...env });
}

/**
 * Starts a program and waits until it has announced itself.
 * @param {Scope} scope
 * @param {string} program
 * @param {string[]} args
 * @param {Record<string, string>} env
 * @returns {Promise<Program>}
 */
async function start(scope, program, args, env) {
  // The kernel ends it with this process: hooks do not run where that is killed.
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', program, ...args], { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  scope.after(() => {
    child.kill('SIGKILL');
    return ended;
  });
  /** @type {string[]} */
  const log = [];
  const lines = createInterface(/** @type {import('node:stream').Readable} */ (child.stderr)).on('line', (line) => log.push(line));
  const logged = async (/** @type {string} */ wanted) => {
    const signal = AbortSignal.timeout(10_000);
    for (let i = 0; ; i++) {
      if (i === log.length) {
        await once(lines, 'line', { signal });
      }
      if (log[i].includes(wanted)) {
        return log[i];
      }
    }
  };
  const ask = async (/** @type {string} */ question) => {
    child.send(question);
    return (await once(child, 'message'))[0];
  };
  const freeze = async () => {
    child.kill('SIGSTOP');
    await until('the process to stop', async () => /^State:\tT/m.test(await readFile(`/proc/${child.pid}/status`, 'utf8')));
  };
  const hangUp = () => void child.stderr?.destroy();
  const line = await Promise.race([once(createInterface(/** @type {import('node:stream').Readable} */ (child.stdout)), 'line'), ended]);
  assert.ok(Array.isArray(line), `${program} ${args.join(' ')} ended with ${JSON.stringify(line)}:\n${log.join('\n')}`);
  const announced = JSON.parse(line[0]);
  return { pid: /** @type {number} */ (child.pid), announced, listen: announced.listen, log, logged, freeze, hangUp, ask, ended, signal: (signal) => child.kill(signal) };
}
