/** How far a provider's clock and ours may differ. */
export const clockToleranceSeconds = 30
