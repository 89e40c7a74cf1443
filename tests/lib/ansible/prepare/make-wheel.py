"""Writes a wheel: make-wheel.py FOLDER NAME VERSION [TAG [COMMAND]]. COMMAND prints `COMMAND [core VERSION]`."""
import base64, hashlib, os, sys, zipfile

folder, name, version, tag, command = (sys.argv[1:] + ['py3-none-any', ''])[:5]
module = name.replace('-', '_')
info = '%s-%s.dist-info' % (module, version)
files = {
    module + '.py': 'def main():\n    print("%s [core %s]")\n' % (command, version),
    info + '/METADATA': 'Metadata-Version: 2.1\nName: %s\nVersion: %s\n' % (name, version),
    info + '/WHEEL': 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: %s\n' % tag,
}
if command:
    files[info + '/entry_points.txt'] = '[console_scripts]\n%s = %s:main\n' % (command, module)

def record(path, text):
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')
    return '%s,sha256=%s,%d\n' % (path, digest, len(text.encode()))

os.makedirs(folder, exist_ok=True)
with zipfile.ZipFile(os.path.join(folder, '%s-%s-%s.whl' % (module, version, tag)), 'w') as wheel:
    for path, text in files.items():
        wheel.writestr(path, text)
    wheel.writestr(info + '/RECORD', ''.join(record(*file) for file in files.items()) + info + '/RECORD,,\n')
