# SPDX-License-Identifier: Apache-2.0
# What `./run package` puts into the Debian package: one program, its units, its documents.
install(TARGETS concordat RUNTIME DESTINATION bin)
set(packaging ${CMAKE_SOURCE_DIR}/packaging)
install(PROGRAMS ${packaging}/concordat-admin DESTINATION sbin)
install(PROGRAMS ${packaging}/backup DESTINATION lib/concordat)
install(FILES ${packaging}/concordat.service ${packaging}/concordat-backup.service ${packaging}/concordat-backup.timer
  DESTINATION /lib/systemd/system)
install(FILES ${packaging}/concordat.env DESTINATION /etc/concordat)
install(FILES LICENSE DESTINATION share/doc/concordat RENAME copyright)
install(FILES examples/data/servicenow/ATTRIBUTION.md DESTINATION share/doc/concordat RENAME sample-attribution.md)
install(DIRECTORY docs/ DESTINATION share/doc/concordat FILES_MATCHING PATTERN "*.md" PATTERN "openapi.json")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_NAME concordat)
set(CPACK_PACKAGE_VENDOR Concordat)
set(CPACK_PACKAGE_CONTACT "Concordat <concordat@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "one IT service of a company and its providers: agreement, desk, record")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "adduser, init-system-helpers, tzdata, ca-certificates")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  "${packaging}/postinst;${packaging}/prerm;${packaging}/postrm;${packaging}/conffiles")
include(CPack)
