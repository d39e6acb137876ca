/** What is used of a page of Playwright. */
export interface TabPage {
  goto(url: string): Promise<unknown>
  evaluate(expression: string): Promise<unknown>
  isClosed(): boolean
  close(): Promise<void>
}

/** What is used of a browser context of Playwright: the tabs of one context share storage, locks and channels. */
export interface TabContext {
  newPage(): Promise<TabPage>
}

/** Code for a page: it is sent as text, so it sees its arguments and the page's globals, and gives what JSON can hold. */
export type PageWork<Result, Argument> = (argument: Argument, index: number) => Result | Promise<Result>

/** The text of a call of the work. */
export function callOf<Result, Argument>(work: PageWork<Result, Argument>, argument: Argument, index: number): string {
  return `(${work.toString()})(${JSON.stringify(argument) ?? 'undefined'}, ${index})`
}
