// Debian's WebKitGTK instead of Playwright's WebKit build, driven by WebDriver in a virtual screen.

import { spawn, type ChildProcess } from 'node:child_process';
import { Builder, By, Capabilities, until, type WebDriver, type WebElement } from 'selenium-webdriver';
import { webkit } from './environment';
import { exited, freePort } from './processes';

const patience = 30_000;

/** A browser of one person. The driver of WebKitGTK supports one session at a time; `forget` makes the browser another person's. */
export class WebKit {
  private constructor(
    private readonly program: ChildProcess,
    private readonly driver: WebDriver,
  ) {}

  static async start(): Promise<WebKit> {
    const programs = webkit();
    if (!programs) throw new Error('There is no WebKitGTK here. .ci/setup test installs it on Debian.');
    const port = await freePort();
    // A separate process group, so that the virtual screen ends together with the driver.
    const program = spawn(programs.screen, ['-a', programs.driver, `--port=${port}`], { stdio: 'ignore', detached: true });
    const capabilities = new Capabilities({
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] },
    });
    const driver = await untilItAnswers(() =>
      new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build(),
    );
    return new WebKit(program, driver);
  }

  async stop(): Promise<void> {
    await this.driver.quit();
    if (this.program.pid) process.kill(-this.program.pid, 'SIGTERM');
    await exited(this.program);
  }

  async open(url: string): Promise<void> {
    await this.driver.get(url);
  }

  /** Deletes the cookies of the signed-in user. */
  async forget(): Promise<void> {
    await this.driver.manage().deleteAllCookies();
  }

  /** Waits until the page is hydrated. */
  async hydrated(): Promise<void> {
    await this.found('html[data-hydrated]');
  }

  /** Waits for the first matching element to be visible, and returns it. */
  async found(css: string): Promise<WebElement> {
    const element = await this.driver.wait(until.elementLocated(By.css(css)), patience, css);
    return this.driver.wait(until.elementIsVisible(element), patience, css);
  }

  /** Waits until a text is visible on the page. */
  async says(text: string): Promise<void> {
    await this.driver.wait(async () => (await this.text()).includes(text), patience, text);
  }

  /** The visible text of the page. */
  text(): Promise<string> {
    return this.driver.findElement(By.css('body')).getText();
  }

  /** Clicks the button or menu item with this text or accessible name. */
  async click(name: string): Promise<void> {
    const quoted = JSON.stringify(name);
    const path = `//button[normalize-space()=${quoted} or @aria-label=${quoted}] | //a[normalize-space()=${quoted}]`;
    const shown = async () => {
      for (const element of await this.driver.findElements(By.xpath(path))) {
        if (await element.isDisplayed().catch(() => false)) return element;
      }
      return false as const;
    };
    const element = await this.driver.wait(shown, patience, name);
    if (element) await element.click();
  }

  /** Types into the field with this label. */
  async type(label: string, text: string): Promise<void> {
    const field = await this.field(label);
    await field.clear();
    await field.sendKeys(text);
  }

  /** Ticks the box with this label, if the page shows it. */
  async tickIfShown(label: string): Promise<void> {
    const path = `//label[normalize-space()=${JSON.stringify(label)}]//input`;
    for (const box of await this.driver.findElements(By.xpath(path))) {
      if ((await box.isDisplayed()) && !(await box.isSelected())) await box.click();
    }
  }

  /** The value of the field with this label. */
  async value(label: string): Promise<string> {
    return (await (await this.field(label)).getAttribute('value')) ?? '';
  }

  private async field(label: string): Promise<WebElement> {
    const quoted = JSON.stringify(label);
    const path = `//input[@id=//label[normalize-space()=${quoted}]/@for or @aria-label=${quoted}] | //label[normalize-space()=${quoted}]//input`;
    const element = await this.driver.wait(until.elementLocated(By.xpath(path)), patience, label);
    return this.driver.wait(until.elementIsVisible(element), patience, label);
  }
}

/** Retries until the driver listens. */
async function untilItAnswers(connect: () => Promise<WebDriver>): Promise<WebDriver> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await connect();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
