#!/bin/busybox sh
# /init of the lab's machine. First in the initramfs: modules, the host's root over 9p, read-only under an overlay in memory.
# Then, after switch_root: udevd, the suite, its exit status to QEMU.
B=/bin/busybox
say() { echo "[lab $($B cut -d' ' -f1 /proc/uptime)] $*"; }
setting() { $B sed -n "s/.*lab\.$1=\([^ ]*\).*/\1/p" /proc/cmdline; }
quit() { say "exit $1"; printf "\\$($B printf %o $1)" | $B dd of=/dev/port bs=1 seek=244 2>/dev/null; $B poweroff -f; }

if [ "$1" != stage2 ]; then
  $B mount -t proc proc /proc; $B mount -t sysfs sys /sys; $B mount -t devtmpfs dev /dev
  load() { while read -r m; do $B insmod /modules/$m.ko || say "module $m was refused"; done < /modules/$1.list; }
  load boot
  $B mkdir -p /mnt/lower /mnt/memory /mnt/root
  $B mount -t 9p -o trans=virtio,version=9p2000.L,cache=loose,msize=512000,ro hostroot /mnt/lower || quit 99
  $B mount -t tmpfs tmpfs /mnt/memory; $B mkdir /mnt/memory/upper /mnt/memory/work
  $B mount -t overlay -o lowerdir=/mnt/lower,upperdir=/mnt/memory/upper,workdir=/mnt/memory/work overlay /mnt/root || quit 98
  load devices
  R=/mnt/root
  $B mount -t tmpfs tmpfs $R/run; $B mkdir -p $R/run/lab/modules; $B cp $B /init $R/run/lab/
  while read -r m; do $B cp /modules/$m.ko $R/run/lab/modules/; done < /modules/later.list; $B cp /modules/later.list $R/run/lab/modules/
  for d in proc sys dev; do $B mount --move /$d $R/$d; done
  exec $B switch_root $R /run/lab/busybox sh /run/lab/init stage2
fi

B=/run/lab/busybox
$B mkdir -p /dev/pts /dev/shm; $B mount -t devpts devpts /dev/pts; $B mount -t tmpfs tmpfs /dev/shm
$B ifconfig lo 127.0.0.1 up
# Other accounts must reach the checkout, wherever it lies on the host.
d=$(setting dir); while [ "$d" != / ]; do $B chmod a+rx "$d"; d=$($B dirname "$d"); done
# Of the distribution's rules only those the drivers' libraries rely on: udevd is slow on an emulated processor.
$B mkdir -p /run/lab/rules
for r in 50-udev-default 60-serial 60-input-id; do $B cp /usr/lib/udev/rules.d/$r.rules /run/lab/rules/; done
[ -n "$(setting rules)" ] && $B cp $(setting rules)/*.rules /run/lab/rules/
$B mount --bind /run/lab/rules /usr/lib/udev/rules.d
/lib/systemd/systemd-udevd --daemon 2>/dev/null
udevadm trigger --action=add --subsystem-match=usb --subsystem-match=tty --subsystem-match=hidraw --subsystem-match=input --subsystem-match=misc
udevadm settle; say "machine is up"
cd "$(setting dir)"
export HOME=/tmp NO_COLOR=1 NODE_COMPILE_CACHE=/run/lab/compiled
$B mkdir -m 1777 /run/lab/compiled
$(setting node) suite.js $(setting chapters | $B tr , ' '); quit $?
