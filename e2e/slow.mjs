// Pages that arrive in pieces, as over a slow line or from a busy machine: what is already shown must stay where it is.
import http from 'node:http';

// A door to the desk that hands on every answer in pieces of `size` bytes, one each `every` milliseconds.
export async function slow(desk, { size = 2048, every = 40 } = {}) {
  const target = new URL(desk.base);
  const server = http.createServer((request, reply) => {
    const headers = { ...request.headers, host: target.host, 'accept-encoding': 'identity' };
    const inner = http.request({ host: target.hostname, port: target.port, path: request.url, method: request.method, headers }, async (answer) => {
      const pieces = [];
      for await (const piece of answer) pieces.push(piece);
      const body = Buffer.concat(pieces);
      reply.writeHead(answer.statusCode, answer.headers);
      const html = (answer.headers['content-type'] ?? '').startsWith('text/html');
      for (let at = 0; at < body.length; at += html ? size : body.length) {
        reply.write(body.subarray(at, at + (html ? size : body.length)));
        if (html) await new Promise((later) => setTimeout(later, every));
      }
      reply.end();
    });
    inner.on('error', () => reply.destroy());
    request.pipe(inner);
  });
  await new Promise((open) => server.listen(0, '127.0.0.1', open));
  return { base: `http://127.0.0.1:${server.address().port}`, end: () => server.close() };
}
