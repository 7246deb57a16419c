import { randomUUID } from 'node:crypto';
import type { CDPSession, Page } from 'playwright-core';
import { createPeer, type FromHost, runPreload, type ToHost, watchTitle } from './inPage.ts';

/** A message of the preload script and the address of the document it runs in. */
export type FromPage = ToHost & { url: string };

/** Brings the preload script into every document of a page, before the page's own scripts, and carries its messages. */
export class PageBridge {
  private readonly binding = `bridge${randomUUID().replaceAll('-', '')}`;
  private readonly session: CDPSession;
  /** Where the preload script of the present document runs. */
  private contextId: number | undefined;

  private constructor(session: CDPSession) {
    this.session = session;
  }

  static async attach(page: Page, preload: string | null, receive: (message: FromPage) => void): Promise<PageBridge> {
    const session = await page.context().newCDPSession(page);
    const bridge = new PageBridge(session);
    const { binding } = bridge;
    session.on('Runtime.bindingCalled', (call) => {
      if (call.name !== binding) return;
      const message = JSON.parse(call.payload) as FromPage;
      if (message.type === 'hello') bridge.contextId = call.executionContextId;
      receive(message);
    });
    const toPage = randomUUID();
    const toPreload = randomUUID();
    const topFrameOnly = 'if (window === window.top)';
    await session.send('Page.enable');
    await session.send('Runtime.enable');
    await session.send('Runtime.addBinding', { name: binding, executionContextName: binding });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: binding,
      source: `${topFrameOnly} (${watchTitle})('${binding}');`,
    });
    if (preload === null) return bridge;
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `${topFrameOnly} (${createPeer})('${toPreload}', '${toPage}').hello();`,
    });
    await session.send('Page.addScriptToEvaluateOnNewDocument', {
      worldName: binding,
      source: `${topFrameOnly} (${runPreload})((${createPeer})('${toPage}', '${toPreload}'), function (require, module, exports) {\n${preload}\n}, '${binding}');`,
    });
    return bridge;
  }

  /** To the preload script of the present document; lost when there is none, as in Electron. */
  send(message: FromHost): void {
    if (this.contextId === undefined) return;
    const expression = `${this.binding}Receive(${JSON.stringify(message)})`;
    this.session.send('Runtime.evaluate', { contextId: this.contextId, expression }).catch(() => undefined);
  }

  /** Ends the page's render process the hard way. */
  crash(): void {
    this.session.send('Page.crash').catch(() => undefined);
  }
}
