/**
 * Structured logs: one JSON object a line, with the keys that the Go services use. A line
 * is written at once, so that none is lost when the process ends.
 */

/** @typedef {'debug' | 'info' | 'warn' | 'error'} Level */
/** @typedef {Record<Level, (msg: string, fields?: Record<string, unknown>) => void>} Log */

/** @type {Level[]} */
const LEVELS = ['debug', 'info', 'warn', 'error'];

/**
 * @param {Level} least what is below this level is not written
 * @param {{ write(line: string): unknown }} to
 * @returns {Log}
 */
export function createLog(least, to) {
  const entries = LEVELS.map((level, i) => [level, i < LEVELS.indexOf(least) ? () => {} : writer(level, to)]);
  return Object.fromEntries(entries);
}

/** @param {Level} level @param {{ write(line: string): unknown }} to */
function writer(level, to) {
  return (/** @type {string} */ msg, /** @type {object | undefined} */ fields) => {
    const line = { time: new Date().toISOString(), level: level.toUpperCase(), msg, service: 'gateway', ...fields };
    to.write(JSON.stringify(line) + '\n');
  };
}

/**
 * Returns a function that says yes to one call in so many, beginning with the first.
 * @param {number} every 0 says no to all
 * @returns {() => boolean}
 */
export function sampler(every) {
  let calls = 0;
  return () => every > 0 && calls++ % every === 0;
}
