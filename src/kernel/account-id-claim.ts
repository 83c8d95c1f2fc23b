/**
 * The claim with the id of the user's row, in our own tokens where they name users by something that can change hands
 * (`userIdField`). Its name is chosen so that no other service writes it by chance.
 */
export const accountIdClaim = 'latchkey_id'
