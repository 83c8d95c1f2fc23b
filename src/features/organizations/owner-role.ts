/** The role that every configuration has: it has all rights, and each organization has a member of it. */
export const ownerRole = 'owner'
