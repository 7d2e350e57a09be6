// The socket and whose conversation it is. A cookie that no script reads says so. In a frame on another site there is one
// over TLS only, and not in every browser; where none comes, the signed token is kept in the frame's own storage.

import { io } from "./vendor/socket.io.esm.min.js";

const BY_COOKIE = "cookie";
const KEY = "callguide-session";
const ANSWER_WITHIN = 12_000; // the server answers or apologises within 10 s

export class Connection {
  /** `hears` has a function for each of: history, reply, echo, away. `inFrame`: no cookie is to be counted on. */
  constructor(hears, inFrame) {
    this.inFrame = inFrame;
    this.byCookie = !inFrame;
    this.token = inFrame ? kept() : null;
    this.socket = io({ transports: ["websocket", "polling"], tryAllTransports: true });
    this.socket.on("connect", () => this.begin());
    this.socket.on("session_confirm", (token) => this.confirm(token));
    this.socket.on("history", hears.history);
    this.socket.on("bot_uttered", hears.reply);
    this.socket.on("user_echo", hears.echo);
    this.socket.on("connect_error", hears.away);
    this.socket.on("disconnect", (reason) => {
      hears.away();
      if (reason === "io server disconnect") this.socket.connect();
    });
    window.addEventListener("offline", hears.away);
    window.addEventListener("online", () => this.again());
  }

  begin(more = {}) {
    this.socket.emit("session_request", { session_id: this.token, ...more });
  }

  confirm(token) {
    this.byCookie = token === BY_COOKIE;
    if (this.byCookie || !this.inFrame) return;
    this.token = token;
    keep(token);
  }

  /** Connect anew: what was missed comes with the history. */
  again() {
    this.socket.disconnect().connect();
  }

  say(message, id, done) {
    this.socket.timeout(ANSWER_WITHIN).emit("user_uttered", { message, id }, done);
  }

  /** Begin another conversation; raises when the server could not be asked. */
  async fresh() {
    if (this.inFrame && !this.byCookie) return this.begin({ fresh: true });
    const answer = await fetch("/new", { method: "POST", redirect: "manual" });
    if (answer.type !== "opaqueredirect") throw new Error("not begun");
    return this.again();
  }
}

function kept() {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function keep(token) {
  try {
    window.localStorage.setItem(KEY, token);
  } catch {
    // the conversation then lasts as long as the frame
  }
}
