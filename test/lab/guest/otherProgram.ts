/**
 * Another program that holds a serial port: `otherProgram.js PATH`. Says so when it does, lets go when its parent does.
 */
import { SerialPort } from 'serialport';

const port = new SerialPort({ path: process.argv[2] ?? '', baudRate: 9600, autoOpen: false });
port.open((error) => process.send?.(error ? error.message : 'held'));
process.on('disconnect', () => process.exit(0));
