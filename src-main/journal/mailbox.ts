import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";

/** Sends to the other thread, typed. */
export function post<M>(port: { postMessage(message: M): void }, message: M): void {
  port.postMessage(message);
}

/** Takes every message that waits on the port now, in order, without giving the loop a turn. */
export function* takeWaiting<M>(port: MessagePort): Generator<M> {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) yield next.message as M;
}
