import { type Browser, type Page, chromium } from 'playwright'
import { findChromium } from './chromium.ts'

export type { Browser, Page }

/** Starts the Chromium of this machine. */
export function openBrowser(): Promise<Browser> {
  const { executablePath, args, env } = findChromium()
  return chromium.launch({ executablePath, args, env })
}
