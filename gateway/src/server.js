/**
 * The program. When it is ready it prints one line of JSON with its address; logs go to
 * stderr. SIGTERM or Ctrl-C stops it once the requests in progress are answered, a second one at
 * once.
 */

import { ConfigError, settings } from './config.js';
import { createGateway } from './gateway.js';
import { createLog } from './logs.js';

/** The exit codes beside 0, as wiretax has them. */
const EXIT = { failed: 1, badInput: 2, interrupted: 130 };

/**
 * Ends the program with one line that says what of the environment is wrong.
 * @param {unknown} error
 * @returns {never}
 */
function refuse(error) {
  if (!(error instanceof ConfigError)) {
    throw error;
  }
  process.stderr.write(`wiretax-gateway: ${error.message}\n`);
  process.exit(EXIT.badInput);
}

function prepare() {
  try {
    const config = settings(process.env);
    const log = createLog(config.logLevel, process.stderr);
    return { config, log, gateway: createGateway(config, log) };
  } catch (error) {
    refuse(error);
  }
}

/** Ends the program when nobody reads its output: logging that would fail too. */
function endUnread() {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => process.exit(EXIT.failed));
  }
}

async function main() {
  endUnread();
  const { config, log, gateway } = prepare();

  let status = 0;
  let stopping = false;
  const stop = async () => {
    if (stopping) {
      process.exit(EXIT.interrupted);
    }
    stopping = true;
    log.info('stopping');
    if (!(await gateway.stop())) {
      log.error('requests took too long and were cut off');
      status = EXIT.failed;
    }
    log.info('stopped');
    process.exit(status);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('uncaughtException', (error) => {
    // Its state is unknown now: answer the requests in progress and end.
    log.error('uncaught error', { error: String(error), stack: error?.stack });
    status = EXIT.failed;
    if (!stopping) {
      stop();
    }
  });

  const { host, port, upstream } = config;
  const server = upstream === 'grpc' ? config.grpcServer : config.restServer;
  const listen = await gateway.listen(host, port).catch((error) => {
    const at = error.syscall === 'getaddrinfo' ? `HOST=${JSON.stringify(host)}` : `PORT="${port}"`;
    refuse(new ConfigError(`${at} cannot be listened on at ${host}:${port} (${error.code}); choose another, or PORT=0 for a free one`));
  });
  // As wiretax serve announces itself; metrics have no port of their own here.
  process.stdout.write(JSON.stringify({ service: 'gateway', listen, admin: listen, upstream, server, tls: config.tls, ledger: gateway.ledger }) + '\n');
  log.info('serving', { listen, upstream, server, tls: config.tls });
}

await main();
