/**
 * The global `device` of the SDK's module "system", which insists on one. Nobody asks it here: each module imports
 * what it uses, so that an image holds the drivers that its board has, and no others.
 */
const provider = Object.freeze({ io: Object.freeze({}), pin: Object.freeze({}) });

// The SDK imports the default.
export default provider;
