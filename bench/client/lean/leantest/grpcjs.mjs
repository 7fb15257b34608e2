// A server whose messages are bytes. Its methods are those of the server in Go next to it.
import grpc from '@grpc/grpc-js';

const bytes = (message) => message;
const method = (name, responseStream) => ({
  path: `/wiretax.Test/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});

const fail = (code, details) => ({ code, details });

/** What large answers are made of, as in Go: no byte can be lost or repeated unseen. */
function large(size) {
  let text = '';
  for (let i = 0; text.length < size; i++) text += String.fromCharCode(97 + (i % 26)).repeat(1 + (i % 7));
  return Buffer.from(text.slice(0, size));
}

const LARGE = large(1 << 20);

const server = new grpc.Server({ 'grpc.max_receive_message_length': -1 });
server.addService(
  {
    Echo: method('Echo', false),
    Large: method('Large', false),
    Fail: method('Fail', false),
    Headers: method('Headers', false),
    Stream: method('Stream', true),
    Break: method('Break', true),
  },
  {
    Echo: (call, done) => done(null, call.request),
    Large: (call, done) => done(null, LARGE),
    Fail: (call, done) => done(fail(grpc.status.NOT_FOUND, 'no book 7: naïve')),
    Headers: (call, done) => {
      const metadata = new grpc.Metadata();
      for (let i = 0; i < 100; i++) metadata.set(`x-header-${i}`, 'v'.repeat(i + 1));
      call.sendMetadata(metadata);
      done(null, call.request);
    },
    Stream: (call) => {
      for (let i = 0; i < 5; i++) call.write(call.request);
      call.end();
    },
    Break: (call) => {
      call.write(call.request);
      call.emit('error', fail(grpc.status.ABORTED, 'broken'));
    },
  },
);
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`127.0.0.1:${port}`);
});
