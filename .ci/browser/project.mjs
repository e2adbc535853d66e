// A project of its own for the checks: a short wave with many codes, and its server, which may be killed and started again.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A module of four statements, so that a person is through in seconds. */
const MODULE = 'performance_climate';
export const STATEMENTS = 4;
export const WAVE = '2024-korttest';
export const LETTERS = 6;
const DATE = '2023-10-01';

export class Project {
  #binary;
  #folder;
  #server;
  #port;
  #codes = { link: [], letter: [] };
  /** Every receipt that somebody was shown. */
  receipts = [];

  /** Makes a municipality, opens a wave for `people` of it and serves it with the language that is for testing. */
  static async serve(binary, people) {
    const project = new Project();
    project.#binary = binary;
    project.#folder = await mkdtemp(join(tmpdir(), 'mestring-browser-'));
    project.#port = await freePort();
    try {
      await project.#open(people);
      await project.start();
    } catch (error) {
      await project.remove();
      throw error;
    }
    return project;
  }

  async #open(people) {
    const at = (name) => join(this.#folder, name);
    await this.#run('synth', at('project'), '--employees', '600');
    const settings = at('project/mestring.toml');
    await writeFile(settings, (await readFile(settings, 'utf8')).replace(/^\[server\]$/m, '[server]\ntest_language = true'));
    await this.#run('wave', 'open', WAVE, '--date', DATE, '--module', MODULE,
      '--title', 'Kort måling', '--title-nn', 'Kort måling i år', '--title-en', 'Short survey');
    const from = await this.#somewhere();
    const rows = [['email', people], ['letter', LETTERS]].flatMap(([channel, count]) =>
      Array.from({ length: count }, (_, number) => `${channel}-${number},${from},,${channel}`));
    await writeFile(at('roster.csv'), ['id,unit,former_municipality,role_class,channel', ...rows, ''].join('\n'));
    await this.#run('invite', WAVE, '--roster', at('roster.csv'), '--out', at('codes'), '--address', `http://127.0.0.1:${this.#port}`);
    for (const row of (await readFile(at('codes/mail-merge.csv'), 'utf8')).trim().split(/\r?\n/).slice(1)) {
      this.#codes[row.startsWith('letter') ? 'letter' : 'link'].push(row.split(',').at(-1));
    }
  }

  /** The letters to print. */
  get letters() {
    return join(this.#folder, 'codes/letters.html');
  }

  async start() {
    const address = `127.0.0.1:${this.#port}`;
    this.#server = spawn(this.#binary, ['--project', join(this.#folder, 'project'), 'serve', '--address', address], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    this.#server.stderr.on('data', (chunk) => (said += chunk));
    const server = this.#server;
    for (;;) {
      if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${said}`);
      const healthy = await fetch(`http://${address}/api/v1/health`).then((response) => response.ok, () => false);
      if (healthy) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Ends the server as a power cut would, or as its owner does. */
  async end(signal = 'SIGKILL') {
    if (!this.#server || this.#server.exitCode !== null || this.#server.signalCode !== null) return;
    const ended = once(this.#server, 'exit');
    this.#server.kill(signal);
    await ended;
  }

  get home() {
    return `http://127.0.0.1:${this.#port}/`;
  }

  get address() {
    return `${this.home}svar/${WAVE}`;
  }

  get kiosk() {
    return `${this.home}kiosk/${WAVE}`;
  }

  /** A code that nobody has had: 26 characters from a link, or 13 from a letter. */
  code(kind = 'link') {
    const code = this.#codes[kind].pop();
    if (!code) throw new Error(`too few ${kind} codes were made`);
    return code;
  }

  /** Closes the wave; how many answers were stored. */
  async settle() {
    const said = await this.#run('wave', 'close', WAVE);
    const found = /(\d[\d\s]*) answers? settled/.exec(said);
    if (!found) throw new Error(`closing did not say how many answers were settled:\n${said}`);
    return Number(found[1].replace(/\s/g, ''));
  }

  async remove() {
    await this.end();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A unit and a former municipality that somebody may come from. */
  async #somewhere() {
    const read = async (name) => (await readFile(join(this.#folder, 'project/organisation', name), 'utf8')).trim().split('\n').map((line) => line.split(','));
    const [units, municipalities] = [await read('units.csv'), await read('former_municipalities.csv')];
    const parents = new Set(units.map((row) => row[units[0].indexOf('parent')]));
    const valid = (row) => row[units[0].indexOf('valid_from')] <= DATE && !row[units[0].indexOf('valid_to')];
    const leaf = units.slice(1).find((row) => !parents.has(row[0]) && valid(row));
    return `${leaf[0]},${municipalities[1][0]}`;
  }

  async #run(...args) {
    const program = spawn(this.#binary, ['--project', join(this.#folder, 'project'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    program.stdout.on('data', (chunk) => (out += chunk));
    program.stderr.on('data', (chunk) => (err += chunk));
    const [status] = await once(program, 'close');
    if (status !== 0) throw new Error(`mestring ${args.join(' ')} ended with ${status}:\n${out}${err}`);
    return out;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
