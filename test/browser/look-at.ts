/** A page at every width, light and dark, for axe and for eyes. */
import assert from 'node:assert/strict'
import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { findBarriers, findOverflow, takePicture } from './app-pages.ts'

export function lookAt(page: Page) {
  const faults: string[] = []
  const look = async (name: string) => {
    faults.push(...(await findOverflow(page, name)))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await until(page, noTransition)
      faults.push(...(await findBarriers(page, `${name}, ${colorScheme}`)))
      await takePicture(page, `${name}-${colorScheme}`)
    }
    await page.emulateMedia({ colorScheme: 'light' })
  }
  return { faults, look }
}

/** Behind a dialog a button may go on turning. */
const noTransition = `document.getAnimations().every(({ playState, effect }) =>
  playState === 'finished' || effect.getTiming().iterations === Infinity)`

/** Asked of the browser's debugger: the policy of the page lets no text be run in it. */
export async function until(page: Page, isTrue: string): Promise<void> {
  for (let tries = 0; !(await page.evaluate(isTrue)); tries += 1) {
    assert.ok(tries < 200, isTrue)
    await setTimeout(25)
  }
}
