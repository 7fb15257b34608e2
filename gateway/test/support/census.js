/**
 * Asks a gateway what it holds in memory when all garbage is collected. Nothing that the
 * program counts itself would show what a library has kept.
 */

import { fileURLToPath } from 'node:url';

/** Flags of node that make a gateway answer these questions. */
export const CENSUS = ['--expose-gc', '--no-warnings', `--import=${fileURLToPath(new URL('./census-preload.js', import.meta.url))}`];

/** @typedef {import('./programs.js').Program} Program started with CENSUS */

/**
 * The HTTP/2 streams and HTTP/1.1 requests to the service, and the answers to callers. The
 * program stands still for some tenths of a second.
 * @param {Program} program
 * @returns {Promise<{ streams: number, requests: number, answers: number }>}
 */
export const held = (program) => program.ask('held');

/**
 * The heap in use and what the process holds of the machine's memory, in bytes.
 * @param {Program} program
 * @returns {Promise<{ heap: number, rss: number }>}
 */
export const memory = (program) => program.ask('memory');
