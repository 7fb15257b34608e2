/**
 * The settings from the environment, checked before anything is opened. Each variable is declared
 * once, with its default and its meaning; an empty value counts as unset.
 */

import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Settings
 * @property {'grpc' | 'rest'} upstream which service answers
 * @property {string} grpcServer host:port
 * @property {string} restServer host:port
 * @property {boolean} tls whether the upstream is spoken to over TLS
 * @property {Buffer | undefined} ca PEM of the authorities to trust; undefined: the well-known ones
 * @property {number} connections to the upstream, at the most
 * @property {string} host
 * @property {number} port 0 takes a free one
 * @property {string} protoDir
 * @property {number} deadlineMs what a request may take, in milliseconds
 * @property {number} drainDelayMs how long to go on serving after SIGTERM, in milliseconds
 * @property {import('./logs.js').Level} logLevel
 * @property {number} logEvery logs one request in so many; 0 logs none
 */

/** The variables by name: default, meaning, and how a value is read. */
export const VARIABLES = {
  UPSTREAM: { byDefault: 'grpc', meaning: 'the service to ask: `grpc` or `rest`', read: oneOf('grpc', 'rest') },
  GRPC_SERVER: { byDefault: 'localhost:50051', meaning: 'address of the gRPC service', read: address },
  REST_SERVER: { byDefault: 'localhost:8080', meaning: 'address of the REST service', read: address },
  UPSTREAM_TLS: { byDefault: 'false', meaning: '`true` speaks TLS to the service', read: oneOf('true', 'false') },
  UPSTREAM_CA: { byDefault: '', meaning: 'PEM file of the authorities to trust, instead of the well-known ones', read: pemFile },
  UPSTREAM_CONNECTIONS: { byDefault: '', meaning: 'connections to the service, at the most; 1 to `grpc` by default and 16 to `rest`', read: connections },
  HOST: { byDefault: '127.0.0.1', meaning: 'address to listen on; `0.0.0.0` is every one', read: text },
  PORT: { byDefault: '3000', meaning: 'port to listen on; 0 takes a free one', read: integer(0, 65535) },
  PROTO_DIR: { byDefault: fileURLToPath(new URL('../../proto', import.meta.url)), meaning: 'folder of the proto files', read: protoFolder },
  DEADLINE_MS: { byDefault: '2000', meaning: 'what a request may take, in milliseconds', read: integer(1, 600_000) },
  DRAIN_DELAY_MS: { byDefault: '0', meaning: 'how long to go on serving after SIGTERM with `/ready` off, so that balancers may notice', read: integer(0, 600_000) },
  LOG_LEVEL: { byDefault: 'info', meaning: '`debug`, `info`, `warn` or `error`', read: oneOf('debug', 'info', 'warn', 'error') },
  LOG_EVERY: { byDefault: '0', meaning: 'logs one request in so many; 0 logs none', read: integer(0, 1e9) },
};

/**
 * One HTTP/2 connection carries as many requests at a time as there are, and several cost
 * more: each has its own frames to write, its own pings and windows. Over HTTP/1.1 each
 * carries one. A comparison at equal connections sets the variable.
 */
const CONNECTIONS = { grpc: 1, rest: 16 };

/** The file that every path below PROTO_DIR starts from. */
export const SERVICE_PROTO = 'catalog/v1/recommendation_service.proto';

/** Says which variable is wrong, its value and the remedy, in one line. */
export class ConfigError extends Error {}

/**
 * @param {Record<string, string | undefined>} env
 * @returns {Settings}
 * @throws {ConfigError}
 */
export function settings(env) {
  /** @param {keyof typeof VARIABLES} name */
  const value = (name) => {
    const { byDefault, read } = VARIABLES[name];
    const given = env[name] || byDefault;
    try {
      return /** @type {any} */ (read(given));
    } catch (cause) {
      throw new ConfigError(`${name}=${JSON.stringify(given)} ${/** @type {Error} */ (cause).message}`, { cause });
    }
  };
  const tls = value('UPSTREAM_TLS') === 'true';
  const ca = value('UPSTREAM_CA');
  if (ca && !tls) {
    throw new ConfigError(`UPSTREAM_CA=${JSON.stringify(env.UPSTREAM_CA)} is of no use without TLS; set UPSTREAM_TLS=true too`);
  }
  return {
    upstream: value('UPSTREAM'),
    grpcServer: value('GRPC_SERVER'),
    restServer: value('REST_SERVER'),
    tls,
    ca,
    connections: value('UPSTREAM_CONNECTIONS') ?? CONNECTIONS[/** @type {keyof CONNECTIONS} */ (value('UPSTREAM'))],
    host: value('HOST'),
    port: value('PORT'),
    protoDir: value('PROTO_DIR'),
    deadlineMs: value('DEADLINE_MS'),
    drainDelayMs: value('DRAIN_DELAY_MS'),
    logLevel: value('LOG_LEVEL'),
    logEvery: value('LOG_EVERY'),
  };
}

/** @param {string} value */
function text(value) {
  return value;
}

/** @param {string[]} words */
function oneOf(...words) {
  return (/** @type {string} */ value) => {
    if (!words.includes(value)) {
      throw new Error(`is not among the choices; use ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`);
    }
    return value;
  };
}

/** @param {number} least @param {number} most */
function integer(least, most) {
  return (/** @type {string} */ value) => {
    const n = Number(value);
    if (!/^\d+$/.test(value) || n < least || n > most) {
      throw new Error(`is no whole number from ${least} to ${most}; use one`);
    }
    return n;
  };
}

/** @param {string} value */
function connections(value) {
  return value ? integer(1, 1000)(value) : undefined;
}

/** @param {string} value */
function address(value) {
  const port = Number(/^(?:[^\s:/]+|\[[0-9a-fA-F:.]+\]):(\d{1,5})$/.exec(value)?.[1] ?? 0);
  if (port < 1 || port > 65535) {
    throw new Error('is no address; use host:port, such as localhost:50051');
  }
  return value;
}

/** @param {string} path */
function pemFile(path) {
  if (!path) {
    return undefined;
  }
  try {
    const pem = readFileSync(path);
    new X509Certificate(pem); // or else every connection would fail, and say less
    return pem;
  } catch (error) {
    throw new Error(`holds no certificate (${/** @type {NodeJS.ErrnoException} */ (error).code}); use a PEM file of certificates`);
  }
}

/** @param {string} path */
function protoFolder(path) {
  if (!statSync(join(path, SERVICE_PROTO), { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`has no ${SERVICE_PROTO}; use the folder proto of the repository`);
  }
  return path;
}
