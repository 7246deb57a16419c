import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { app } from './app.ts';
import { launchChromium } from './chromium.ts';
import { faultOfCapture, faults } from './faults.ts';
import { ipcMain } from './ipc.ts';
import { type FromPage, PageBridge } from './pageBridge.ts';
import { printersOf, printPage } from './printer.ts';
import { openNothing } from './inPage.ts';
import { answerRequest, toAppUrl, toPageUrl } from './scheme.ts';
import { grantCamera, guardPermissions } from './session.ts';
import type {
  BrowserWindow,
  BrowserWindowConstructorOptions,
  NativeImage,
  PrinterInfo,
  WebContents,
  WebContentsPrintOptions,
  WebFrameMain,
} from './surface.ts';

const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
const wantsNoWindow = Boolean(process.env['SCHALTERWERK_HEADLESS']);
const headed = hasDisplay && !wantsNoWindow;

const browsers = new Map<string, Promise<BrowserContext>>();
const pages = new Set<Page>();

/** Windows nobody sees are drawn by a second, headless Chromium where the first one has a display. */
function browserFor(hidden: boolean): Promise<BrowserContext> {
  const name = hidden && headed ? 'hidden' : 'windows';
  const running = browsers.get(name);
  if (running) return running;
  const port = process.argv.find((arg) => arg.startsWith('--remote-debugging-port='))?.split('=')[1];
  const launched = launchChromium({
    userData: app.getPath('userData'),
    name,
    headless: name === 'hidden' || !headed,
    debuggingPort: name === 'windows' ? port : undefined,
  }).then(async (context) => {
    await grantCamera(context);
    context.on('close', () => browsers.delete(name));
    // Whoever opens a page by himself (window.open) loses it again.
    context.on('page', (page) => void page.opener().then((opener) => opener && page.close()));
    return context;
  });
  browsers.set(name, launched);
  launched.catch((error: unknown) => {
    process.stderr.write(`Chromium could not be started: ${String(error)}\n`);
    process.exit(1);
  });
  return launched;
}

async function newPage(hidden: boolean): Promise<Page> {
  const context = await browserFor(hidden);
  const unused = context.pages().find((page) => !pages.has(page));
  const page = unused ?? (await context.newPage());
  pages.add(page);
  return page;
}

let count = 0;

class StandInContents extends EventEmitter {
  readonly id = ++count;
  readonly window: StandInWindow;
  url = '';
  crashed = false;
  bridge: PageBridge | undefined;

  constructor(window: StandInWindow) {
    super();
    this.window = window;
  }

  get mainFrame(): WebFrameMain {
    return frame(this.url);
  }
  getURL = (): string => this.url;
  isDestroyed = (): boolean => this.window.isDestroyed();
  isCrashed = (): boolean => this.crashed;
  send = (channel: string, ...args: unknown[]): void =>
    this.bridge?.send({ type: 'message', channel, args: structuredClone(args) });
  /** Whatever the handler says, nothing opens. */
  setWindowOpenHandler = (): void => undefined;
  setZoomLevel = (): void => undefined;
  forcefullyCrashRenderer = (): void => this.bridge?.crash();
  reload = (): void => this.window.reload();

  private pictures = 0;
  capturePage = async (): Promise<NativeImage> => {
    const fault = faultOfCapture(this.pictures++);
    if (fault === 'never') return new Promise(() => undefined);
    if (fault === 'refused') throw new Error('UnknownVizError');
    const picture = await this.window.picture();
    if (fault !== 'stale') lastPicture = picture;
    return imageOf(fault === null ? picture : spoilt(picture, fault));
  };
  /** What is painted off screen has no display's scale, and comes when it is asked for. */
  invalidate = (): void =>
    void (
      faults.neverPaints ||
      this.window.picture().then(
        (picture) => this.window.isDestroyed() || this.emit('paint', {}, {}, imageOf(picture)),
        () => undefined,
      )
    );

  /** In the page's own world, past its policy, as Electron does. */
  executeJavaScript = (expression: string): Promise<unknown> => this.window.use((page) => page.evaluate(expression));
  printToPDF = (): Promise<Buffer> => this.window.use((page) => page.pdf());
  /** Chromium's own, which the stand-in does not know. */
  getOSProcessId = (): number => 0;
  getPrintersAsync = async (): Promise<PrinterInfo[]> => printersOf(headed);
  print = (
    options: WebContentsPrintOptions = {},
    callback: (success: boolean, failureReason: string) => void = () => undefined,
  ): void => void this.window.use((page) => printPage(page, headed, options, callback));

  receive(message: FromPage): void {
    const url = toAppUrl(message.url);
    if (message.type === 'hello') this.url = url;
    if (message.type === 'title') this.window.retitled(message.title);
    if (message.type === 'broken') this.emit('preload-error', {}, '', new Error(message.message));
    if (message.type !== 'invoke') return;
    const event = { sender: this as unknown as WebContents, senderFrame: frame(url) };
    void ipcMain
      .invoke(message.channel, event, message.args)
      .then((answer) => this.bridge?.send({ type: 'reply', id: message.id, ...answer }));
  }
}

const frame = (url: string): WebFrameMain => ({
  url,
  origin: URL.canParse(url) ? originOf(new URL(url)) : 'null',
  parent: null,
});
const originOf = (url: URL): string => (url.protocol === 'app:' ? `app://${url.host}` : url.origin);

/** Of whatever window it was: the frame that a page shows which was not drawn yet. */
let lastPicture: PNG | undefined;

const imageOf = (picture: PNG): NativeImage => ({
  isEmpty: () => picture.width === 0,
  getSize: () => ({ width: picture.width, height: picture.height }),
  toPNG: () => PNG.sync.write(picture),
  toBitmap: () => swapRedAndBlue(picture.data),
});

function spoilt(picture: PNG, fault: string): PNG {
  const filled = (value: number): PNG =>
    Object.assign(new PNG({ width: picture.width, height: picture.height }), {
      data: Buffer.alloc(picture.data.length, value),
    });
  if (fault === 'white') return filled(255);
  if (fault === 'black') return filled(0);
  if (fault === 'stale') return lastPicture ?? filled(255);
  if (fault === 'empty') return Object.assign(new PNG(), { width: 0, height: 0, data: Buffer.alloc(0) });
  if (fault !== 'scaled') throw new Error(`The stand-in knows no fault "${fault}" of a picture.`);
  const large = new PNG({ width: Math.round(picture.width * 1.5), height: Math.round(picture.height * 1.5) });
  for (let y = 0; y < large.height; y++)
    for (let x = 0; x < large.width; x++)
      picture.data.copy(
        large.data,
        4 * (y * large.width + x),
        4 * (Math.floor(y / 1.5) * picture.width + Math.floor(x / 1.5)),
        4 * (Math.floor(y / 1.5) * picture.width + Math.floor(x / 1.5)) + 4,
      );
  return large;
}

/** Electron's bitmaps are BGRA. */
function swapRedAndBlue(rgba: Buffer): Buffer {
  const bgra = Buffer.from(rgba);
  for (let i = 0; i < bgra.length; i += 4) {
    bgra[i] = rgba[i + 2] ?? 0;
    bgra[i + 2] = rgba[i] ?? 0;
  }
  return bgra;
}

type Methods = Omit<BrowserWindow, 'on' | 'once' | 'off' | 'webContents'>;

export class StandInWindow extends EventEmitter implements Methods {
  readonly webContents = new StandInContents(this);
  readonly id = this.webContents.id;
  private readonly options: BrowserWindowConstructorOptions;
  private readonly page: Promise<Page>;
  private destroyed = false;
  private visible: boolean;
  private title = '';
  /**
   * The address that the application itself asked for, until it was gone to; any other navigation is the page's own
   * idea.
   */
  private expected: string | null = null;

  static getAllWindows(): StandInWindow[] {
    return [...app.windows].filter((window): window is StandInWindow => window instanceof StandInWindow);
  }

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    app.must('ready', 'BrowserWindow');
    this.options = options;
    this.visible = options.show !== false;
    app.windows.add(this);
    this.page = this.open();
    this.page.catch((error: unknown) => this.gone(error));
    app.emit('web-contents-created', {}, this.webContents);
  }

  private async open(): Promise<Page> {
    const { width = 800, height = 600, webPreferences: { preload, offscreen } = {} } = this.options;
    const hidden = Boolean(offscreen);
    const page = await newPage(hidden);
    if (hidden || !headed) await page.setViewportSize({ width, height });
    this.webContents.bridge = await PageBridge.attach(
      page,
      preload === undefined ? null : readFileSync(preload, 'utf8'),
      (message) => this.webContents.receive(message),
    );
    await page.addInitScript(openNothing);
    await guardPermissions(page, this.webContents as unknown as WebContents);
    await page.route(
      () => true,
      (route) => {
        const request = route.request();
        if (request.isNavigationRequest() && request.frame() === page.mainFrame() && !this.mayNavigate(request.url()))
          return route.abort('aborted');
        return answerRequest(route);
      },
    );
    page.on('close', () => this.gone());
    page.on('crash', () => {
      this.webContents.crashed = true;
      this.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    page.on('console', (message) =>
      this.webContents.emit('console-message', {
        level: message.type() === 'error' ? 'error' : 'info',
        message: message.text(),
      }),
    );
    return page;
  }

  private mayNavigate(url: string): boolean {
    if (url === this.expected) {
      this.expected = null;
      return true;
    }
    let allowed = true;
    this.webContents.emit(
      'will-navigate',
      { url: toAppUrl(url), preventDefault: () => (allowed = false) },
      toAppUrl(url),
    );
    return allowed;
  }

  async use<T>(action: (page: Page) => Promise<T>): Promise<T> {
    return action(await this.page);
  }

  loadURL = async (url: string): Promise<void> => {
    this.expected = toPageUrl(url).split('#')[0] ?? '';
    await this.use((page) => page.goto(toPageUrl(url), { waitUntil: 'load' }));
    if (this.destroyed) return;
    this.webContents.url = url;
    if (!faults.neverReadyToShow) this.emit('ready-to-show');
    this.webContents.emit('did-finish-load');
  };

  reload(): void {
    void this.use((page) => {
      this.expected = page.url().split('#')[0] ?? '';
      return page.reload();
    });
  }

  picture = async (): Promise<PNG> =>
    PNG.sync.read(await this.use((page) => page.screenshot({ scale: 'css', animations: 'disabled' })));

  sessionEnds(): void {
    this.emit('query-session-end', { preventDefault: () => undefined });
  }

  show = (): void => {
    this.visible = true;
    this.emit('show');
  };
  hide = (): void => void (this.visible = false);
  focus = (): void => void this.use((page) => page.bringToFront()).catch(() => undefined);
  isDestroyed = (): boolean => this.destroyed;
  isVisible = (): boolean => this.visible;
  isMinimized = (): boolean => false;
  isMaximized = (): boolean => false;
  restore = (): void => undefined;
  maximize = (): void => undefined;
  getTitle = (): string => this.title;
  getNormalBounds = (): Electron.Rectangle => ({
    x: 0,
    y: 0,
    width: this.options.width ?? 800,
    height: this.options.height ?? 600,
  });

  close = (): boolean => {
    let allowed = true;
    this.emit('close', { preventDefault: () => (allowed = false) });
    if (allowed) this.destroy();
    return allowed;
  };

  destroy = (): void => {
    void this.use((page) => page.close()).catch(() => undefined);
    this.gone();
  };

  retitled(title: string): void {
    this.title = title;
    this.emit('page-title-updated', { preventDefault: () => undefined }, title, true);
  }

  private gone(error?: unknown): void {
    if (this.destroyed) return;
    this.destroyed = true;
    if (error !== undefined) process.stderr.write(`A window could not be opened: ${String(error)}\n`);
    this.emit('closed');
    app.windowGone(this);
  }
}
