/**
 * A WebSocket as the stream that aedes speaks MQTT over. Writing never waits: one browser that reads slowly
 * must not hold back the others, so it is cut off when too much waits for it, and starts anew from what is
 * retained.
 */
import { Duplex } from 'node:stream';
import { WebSocket, type RawData } from 'ws';

/** Room for ten thousand retained pins of 1 kB three times over. */
const MOST_WAITING_BYTES = 32 * 2 ** 20;

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

export function streamOver(socket: WebSocket, mostWaitingBytes = MOST_WAITING_BYTES): Duplex {
  function send(bytes: Buffer, done: (error?: Error | null) => void): void {
    if (socket.readyState !== WebSocket.OPEN) return done(new Error('the web socket is closed'));
    if (socket.bufferedAmount > mostWaitingBytes) {
      socket.terminate();
      return done(new Error('reads too slowly'));
    }
    socket.send(bytes);
    done();
  }

  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk: Buffer, _encoding, done) => send(chunk, done),
    writev: (chunks, done) => {
      send(Buffer.concat(chunks.map(({ chunk }: { chunk: Buffer }) => chunk)), done);
    },
    final: (done) => {
      socket.close(1000);
      done();
    },
    destroy: (error, done) => {
      socket.close(error ? 1011 : 1000);
      // The closing handshake of a browser that no longer answers is not waited for.
      setTimeout(() => socket.terminate(), 2000).unref();
      done(error);
    },
  });
  socket.on('message', (data, isBinary) => {
    // MQTT over WebSocket is binary, MQTT 3.1.1 section 6.0.
    if (!isBinary) return void stream.destroy(new Error('text frame'));
    if (!stream.push(toBuffer(data))) socket.pause();
  });
  socket.on('close', () => {
    stream.push(null);
    stream.destroy();
  });
  socket.on('error', (error) => stream.destroy(error));
  return stream;
}
