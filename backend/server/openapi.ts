export function makeOpenApi(): Record<string, unknown> { return { openapi: '3.1.0' }; }
