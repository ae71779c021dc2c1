package org.gradientbus.archfixture.spi;

import org.gradientbus.archfixture.Address;

interface SeesAddress
{
    void broken(Address address);
}
