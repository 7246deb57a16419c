import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { version } from '../version.ts';
import { isFromCounter } from './isFromCounter.ts';
import type { Observer } from './observer.ts';

/** Seconds; a call is meant to be done within 0.05. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface Metrics {
  observer: Observer;
  text(): Promise<string>;
  contentType: string;
}

/** Figures for Prometheus. The library is loaded only where somebody asks for them. */
export async function makeMetrics(): Promise<Metrics> {
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({ name: 'schalterwerk_info', help: 'Version of the backend', labelNames: ['version'], registers }).set(
    { version },
    1,
  );
  const requests = new Histogram({
    name: 'schalterwerk_request_seconds',
    help: 'Requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers,
  });
  const commands = new Counter({
    name: 'schalterwerk_commands_total',
    help: 'Commands by kind and outcome: applied, or the code of the refusal',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const database = new Histogram({
    name: 'schalterwerk_database_seconds',
    help: 'Transactions and reads, waiting included',
    labelNames: ['kind', 'outcome'],
    buckets,
    registers,
  });
  const retries = new Counter({
    name: 'schalterwerk_database_retries_total',
    help: 'Transactions that had to run again',
    registers,
  });
  const streams = new Gauge({
    name: 'schalterwerk_event_streams',
    help: 'Open event streams of this process',
    registers,
  });
  const cursor = new Gauge({
    name: 'schalterwerk_change_cursor',
    help: 'The newest change this process knows of; equal at all processes',
    registers,
  });
  return {
    observer: {
      request: (method, route, status, seconds) => requests.observe({ method, route, status: String(status) }, seconds),
      command: (kind, outcome) => commands.inc({ kind, outcome }),
      database: (kind, outcome, seconds) => database.observe({ kind, outcome }, seconds),
      retry: () => retries.inc(),
      streams: (count) => streams.set(count),
      cursor: (newest) => cursor.set(newest),
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

/**
 * A port of its own, so that a proxy in front of the API never hands the figures out. Resolves with how to end it, or
 * undefined when it cannot listen.
 */
export function serveMetrics(
  metrics: Metrics,
  at: { host: string; port: number },
): Promise<{ port: number; close: () => Promise<void> } | undefined> {
  const server = createServer((request, response) => {
    if (!isFromCounter(request.headers, at.host)) return void response.writeHead(403).end();
    if (request.method !== 'GET' || request.url !== '/metrics') return void response.writeHead(404).end();
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(at.port, at.host, () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      }),
    );
  });
}
