// The median of round trips with socket.io-client, in microseconds: node socket_io.mjs FOLDER URL MESSAGES
import { createRequire } from "node:module";

const [folder, url, messages] = process.argv.slice(2);
const { io } = createRequire(`${folder}/`)("socket.io-client");
const socket = io(url, { transports: ["websocket"], reconnection: false });
const took = [];
let started;

function ask() {
  started = process.hrtime.bigint();
  socket.emit("user_uttered", { message: "Which way ought I to go from here?" });
}

socket.on("connect", ask);
socket.on("connect_error", (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.on("bot_uttered", () => {
  took.push(Number(process.hrtime.bigint() - started) / 1000);
  if (took.length < Number(messages)) return ask();
  took.sort((a, b) => a - b);
  console.log(took[Math.floor(took.length / 2)]);
  socket.close();
});
