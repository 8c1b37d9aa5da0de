// The wire between the phones of a journey and the house: it can be cut and mended, as networks are,
// and it can make the house look like its next version.
import { createServer, request } from 'node:http';

export class Wire {
  constructor(house) {
    this.to = new URL(house);
    this.down = false;
    this.rewrites = [];
    this.lines = new Set();
    this.server = createServer((ask, answer) => this.carry(ask, answer));
    this.server.on('connection', (line) => {
      this.lines.add(line);
      line.on('close', () => this.lines.delete(line));
      if (this.down) line.destroy();
    });
  }

  static async lay(house) {
    const wire = new Wire(house);
    await new Promise((done) => wire.server.listen(0, '127.0.0.1', done));
    wire.base = `http://127.0.0.1:${wire.server.address().port}`;
    return wire;
  }

  carry(ask, answer) {
    const headers = { ...ask.headers };
    for (const name of ['origin', 'referer']) if (headers[name]) headers[name] = headers[name].replace(this.base, this.to.origin);
    const rewrite = this.rewrites.find((r) => r.path === ask.url);
    if (rewrite) delete headers['accept-encoding'];
    const on = request({ host: this.to.hostname, port: this.to.port, method: ask.method, path: ask.url, headers: { ...headers, host: this.to.host } }, (got) => {
      if (!rewrite) {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
        return;
      }
      const parts = [];
      got.on('data', (part) => parts.push(part));
      got.on('end', () => {
        const body = Buffer.from(rewrite.to(Buffer.concat(parts).toString()));
        answer.writeHead(got.statusCode, { ...got.headers, 'content-length': body.length });
        answer.end(body);
      });
    });
    on.on('error', () => answer.destroy());
    answer.on('close', () => on.destroy());
    ask.pipe(on);
  }

  // rewrite changes what the house answers at an address.
  rewrite(path, to) {
    this.rewrites.push({ path, to });
  }

  cut() {
    this.down = true;
    for (const line of this.lines) line.destroy();
  }

  mend() {
    this.down = false;
  }

  async close() {
    this.cut();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}
