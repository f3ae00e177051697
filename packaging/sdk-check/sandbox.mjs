// The sandbox as a process of its own, and its control routes.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";

const STOP_MS = 10_000;

export class Sandbox {
  #process;
  #state;

  /** Start one with the seeded agency; `python` runs in the folder `root`, where `app` is. */
  static async start(python, root) {
    const sandbox = new Sandbox();
    sandbox.#state = await mkdtemp(join(tmpdir(), "stint-sdk-check-"));
    const words = ["-m", "app.sandbox", "--state", sandbox.#state];
    sandbox.#process = spawn(python, words, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
    process.on("exit", () => sandbox.#process.kill("SIGKILL"));
    const first = await createInterface({ input: sandbox.#process.stdout })[Symbol.asyncIterator]().next();
    if (first.done) throw new Error("the sandbox ended before it was ready");
    const { url, token, connection_id: connectionId } = JSON.parse(first.value);
    return Object.assign(sandbox, { url, token, connectionId });
  }

  /** End it politely; its exit code. */
  async stop() {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGTERM");
    const late = setTimeout(() => this.#process.kill("SIGKILL"), STOP_MS);
    const code = await ended;
    clearTimeout(late);
    await rm(this.#state, { recursive: true, force: true });
    return code;
  }

  /** A control request: `path` below `/_sandbox/`; its JSON. */
  async control(method, path, body) {
    const answer = await fetch(`${this.url}/_sandbox/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }

  /** The records of a kind that were not deleted, as the server stores them. */
  async records(kind) {
    return (await this.control("GET", `records/${kind}`)).records.filter((record) => !record.deleted);
  }

  /** The newest request but the control ones. */
  async lastRequest() {
    return (await this.control("GET", "log")).requests.at(-1);
  }

  fault(rule) {
    return this.control("POST", "faults", rule);
  }

  /** No faults, somebody signed in, a connection that works. */
  async reset() {
    await this.control("DELETE", "faults");
    await this.control("POST", "login", { logged_in: true });
    await this.connection({ state: "READY", disconnected: false, archived: false, clientary_token_valid: true });
  }

  connection(changes) {
    return this.control("POST", "connection", { id: this.connectionId, ...changes });
  }
}
